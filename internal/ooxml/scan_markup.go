package ooxml

import "bytes"

// begin looks at the first bytes of the stream: a byte order mark is a token of
// its own, and UTF-16 is told by its mark or by the zero beside the first "<".
func (s *scanner) begin(w []byte) (int, error) {
	if len(w) < 4 && !s.whole {
		return 0, nil
	}
	s.begun = true
	for _, utf16 := range []string{"\xfe\xff", "\xff\xfe", "<\x00", "\x00<"} {
		if bytes.HasPrefix(w, []byte(utf16)) {
			return 0, errEncoding()
		}
	}
	if bytes.HasPrefix(w, []byte("\xef\xbb\xbf")) {
		s.kind, s.depth = markup, 0
		return 3, nil
	}
	return 0, nil
}

func errEncoding() error {
	return &Unfit{Reason: "its text is stored in another way than spreadsheet programs store it (not as UTF-8)"}
}

// parseMarkup takes a comment, a CDATA section or an instruction as it stands.
func (s *scanner) parseMarkup(w []byte) (int, error) {
	s.kind, s.depth = markup, len(s.marks)
	for _, m := range [...]struct{ from, to string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if !bytes.HasPrefix(w, []byte(m.from)) {
			if !s.whole && len(w) < len(m.from) {
				return 0, nil
			}
			continue
		}
		i := bytes.Index(w[len(m.from):], []byte(m.to))
		if i < 0 {
			return 0, nil
		}
		n := len(m.from) + i + len(m.to)
		return n, s.checkMarkup(w[:n])
	}
	if bytes.HasPrefix(w, []byte("<!DOCTYPE")) {
		return 0, &Unfit{Reason: "it has a document type definition inside, which spreadsheet programs never write"}
	}
	if !s.whole && len(w) < len("<!DOCTYPE") {
		return 0, nil
	}
	return 0, s.broken("something in it is no XML")
}

// checkMarkup refuses a CDATA section outside the root, an XML declaration that
// is not at the beginning, and one that names another encoding than UTF-8.
func (s *scanner) checkMarkup(m []byte) error {
	if bytes.HasPrefix(m, []byte("<![CDATA[")) && s.depth == 0 {
		return s.broken("there is text outside of it")
	}
	if len(m) < 6 || string(m[:5]) != "<?xml" || !isSpace(m[5]) {
		return nil
	}
	if at := s.base + s.pos; at != 0 && at != 3 || s.rooted {
		return s.broken("its XML declaration is not at the beginning")
	}
	_, after, found := bytes.Cut(m, []byte("encoding"))
	if !found {
		return nil
	}
	name := bytes.Trim(after, " \t\r\n=")
	if len(name) < 2 {
		return s.broken("its XML declaration is broken")
	}
	name, _, _ = bytes.Cut(name[1:], name[:1])
	if !bytes.EqualFold(name, []byte("utf-8")) && !bytes.EqualFold(name, []byte("us-ascii")) {
		return errEncoding()
	}
	return nil
}

// goodReferences says whether every & of text begins one of the five references
// that XML knows without a document type, or a character's number.
func goodReferences(text []byte) bool {
	for {
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			return true
		}
		n := bytes.IndexByte(text[i:min(len(text), i+12)], ';')
		if n < 0 {
			return false
		}
		if _, ok := reference(text[i+1 : i+n]); !ok {
			return false
		}
		text = text[i+n+1:]
	}
}
