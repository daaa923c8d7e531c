package mail

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
)

// WriteEML writes the mail as an .eml file (RFC 5322): pure ASCII, lines ending
// in CRLF and at most 998 bytes long, the same bytes each time. The attachment
// is copied through and never held in memory, for which reason the file is not
// written by go-mail, which holds it whole.
func (m *Message) WriteEML(w io.Writer) error {
	b := bufio.NewWriter(w)
	b.WriteString(m.head())
	var err error
	if m.File == nil {
		b.WriteString(headerLines(bodyHeader) + "\r\n")
		err = m.writeBody(b)
	} else {
		err = m.writeParts(b)
	}
	if err == nil {
		err = b.Flush()
	}
	if err != nil {
		return fmt.Errorf("writing a mail: %w", err)
	}
	return nil
}

// head is every header but those that say how the rest is written.
func (m *Message) head() string {
	var h []header
	if m.From != nil {
		h = append(h, header{"From", addressText(*m.From)})
	}
	if m.ReplyTo != nil {
		h = append(h, header{"Reply-To", addressText(*m.ReplyTo)})
	}
	if len(m.To) > 0 {
		to := make([]string, len(m.To))
		for i, a := range m.To {
			to[i] = addressText(a)
		}
		h = append(h, header{"To", strings.Join(to, ", ")})
	}
	h = append(h,
		header{"Subject", encodeText(m.Subject)},
		header{"Date", m.Date.Format("Mon, 02 Jan 2006 15:04:05 -0700")},
		header{"Message-ID", m.MessageID()},
		header{"MIME-Version", "1.0"})
	if m.Draft {
		h = append(h, header{unsent, "1"})
	}
	return headerLines(h)
}

// unsent is the header by which Outlook opens a file as a draft. A mail that is
// sent goes without it.
const unsent = "X-Unsent"

// bodyHeader says how the words are written.
var bodyHeader = []header{
	{"Content-Type", "text/plain; charset=utf-8"},
	{"Content-Transfer-Encoding", "quoted-printable"},
}

func (m *Message) writeBody(w io.Writer) error {
	q := quotedprintable.NewWriter(w)
	if _, err := io.WriteString(q, m.Body); err != nil {
		return err
	}
	return q.Close()
}

// writeParts writes words and attachment. The boundary can't stand in either:
// "=_" is in no quoted-printable text and in no base64.
func (m *Message) writeParts(b *bufio.Writer) error {
	parts := multipart.NewWriter(b)
	if err := parts.SetBoundary("=_" + m.hash()); err != nil {
		return err
	}
	b.WriteString(headerLines([]header{{"Content-Type", "multipart/mixed;\r\n boundary=\"" + parts.Boundary() + "\""}}) + "\r\n")
	words, err := parts.CreatePart(partHeader(bodyHeader))
	if err != nil {
		return err
	}
	if err := m.writeBody(words); err != nil {
		return err
	}
	file, err := parts.CreatePart(partHeader(fileHeader(m.File.Name)))
	if err != nil {
		return err
	}
	if err := m.File.copyTo(file); err != nil {
		return err
	}
	return parts.Close()
}

func partHeader(headers []header) textproto.MIMEHeader {
	h := textproto.MIMEHeader{}
	for _, one := range headers {
		h.Set(one.key, one.value)
	}
	return h
}

// copyTo writes the file's bytes as base64 and holds them to the hash that the
// mail was made with.
func (a *Attachment) copyTo(w io.Writer) error {
	in, err := a.Open()
	if err != nil {
		return fmt.Errorf("opening the attachment %q: %w", a.Name, err)
	}
	defer in.Close()
	lines, sum := &lineBreaker{w: w}, sha256.New()
	encoder := base64.NewEncoder(base64.StdEncoding, lines)
	if _, err := io.Copy(io.MultiWriter(encoder, sum), in); err != nil {
		return fmt.Errorf("reading the attachment %q: %w", a.Name, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != a.SHA256 {
		return fmt.Errorf("the attachment %q is not the file that the mail was written about", a.Name)
	}
	return encoder.Close()
}

// base64Line is how many characters of base64 stand on a line (RFC 2045, 6.8).
const base64Line = 76

var lineEnd = []byte("\r\n")

// lineBreaker puts a line end after every base64Line bytes.
type lineBreaker struct {
	w    io.Writer
	used int
}

func (l *lineBreaker) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		if l.used == base64Line {
			if _, err := l.w.Write(lineEnd); err != nil {
				return written, err
			}
			l.used = 0
		}
		n, err := l.w.Write(p[:min(len(p), base64Line-l.used)])
		written, l.used, p = written+n, l.used+n, p[n:]
		if err != nil {
			return written, err
		}
	}
	return written, nil
}
