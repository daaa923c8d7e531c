package mail

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// attachedName is a file's name as the receiver gets it: the last part of a
// path, without what some system can't have in a name.
func attachedName(name string) string {
	name = oneLine(path.Base(strings.ReplaceAll(name, `\`, "/")))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, name)
	if name = strings.TrimRight(name, ". "); name == "" {
		return "attachment"
	}
	return name
}

// fileHeader says what an attachment is. Names outside ASCII stand there twice:
// as RFC 2231 has them, and in Content-Type as older programs read them.
func fileHeader(name string) []header {
	name = attachedName(name)
	quoted := `"` + name + `"` // attachedName leaves no quote and no backslash
	if encodeText(name) != name {
		quoted = `"` + strings.ReplaceAll(encodedWords(name), " ", "\r\n ") + `"`
	}
	return []header{
		{"Content-Type", contentType(name) + ";\r\n name=" + quoted},
		{"Content-Disposition", "attachment" + fileName(name)},
		{"Content-Transfer-Encoding", "base64"},
	}
}

// fileName is the parameter filename (RFC 2231), in pieces where it is long.
func fileName(name string) string {
	if encodeText(name) == name {
		return ";\r\n filename=\"" + name + `"`
	}
	codes := percentEncoded(name)
	if len(codes) < encodedWidth {
		return ";\r\n filename*=utf-8''" + codes
	}
	var b strings.Builder
	for n := 0; codes != ""; n++ {
		piece := codes[:min(len(codes), encodedWidth-len(" filename*00*=utf-8''"))]
		if i := strings.LastIndexByte(piece, '%'); i > len(piece)-3 && i >= 0 && len(piece) < len(codes) {
			piece = piece[:i] // a code is not cut in two
		}
		codes = codes[len(piece):]
		if n == 0 {
			piece = "utf-8''" + piece
		}
		fmt.Fprintf(&b, ";\r\n filename*%d*=%s", n, piece)
	}
	return b.String()
}

func percentEncoded(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c < utf8.RuneSelf && only(string(rune(c)), "-._") {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// contentTypes by ending. The machine's own table is not asked: mails are the
// same bytes wherever they are written.
var contentTypes = map[string]string{
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".txt":  "text/plain; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".csv":  "text/csv; charset=utf-8",
	".pdf":  "application/pdf",
	".zip":  "application/zip",
}

func contentType(name string) string {
	if t := contentTypes[strings.ToLower(path.Ext(name))]; t != "" {
		return t
	}
	return "application/octet-stream"
}
