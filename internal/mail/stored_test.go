package mail

import (
	"bytes"
	"regexp"
	"testing"
)

var hidden = regexp.MustCompile(`(?im)^(bcc|x-unsent)[ \t]*:`)

// FuzzReadStored: whatever a stored file holds, what would be sent of it names
// nobody hidden, and goes only to addresses that ParseAddress takes.
func FuzzReadStored(f *testing.F) {
	f.Add([]byte("X-Unsent: 1\r\nFrom: a@b.example\r\nTo: c@d.example\r\n\r\nbody\r\n"))
	f.Add([]byte("From: a@b.example\nBcc: e@f.example,\n g@h.example\nTo: Desk <c@d.example>, \"x\" <i@j.example>\nCc: k@l.example\n\n.\n"))
	f.Add([]byte("From: =?utf-8?q?=C3=9Cnal?= <a@b.example>\r\nBCC : x@y.example\r\nTo: g: c@d.example;\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := readStored(bytes.NewReader(b))
		if err != nil {
			return
		}
		if hidden.Match(s.head) || len(s.to) == 0 {
			t.Errorf("to %v with headers %q", s.to, s.head)
		}
		for _, a := range append(s.to, s.from) {
			if _, err := ParseAddress(a); err != nil {
				t.Error(err)
			}
		}
	})
}
