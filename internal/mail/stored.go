package mail

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"slices"
	"strings"
)

// maxHead is how many bytes the headers of a stored mail may have.
const maxHead = 256 << 10

// stored is an .eml file opened for sending: its headers read, the rest still
// to be copied.
type stored struct {
	head []byte // with the empty line, without X-Unsent and Bcc
	rest io.Reader
	from string
	to   []string
}

// readStored reads the headers of a mail.
func readStored(r io.Reader) (*stored, error) {
	b := bufio.NewReader(r)
	head, err := readHead(b)
	if err != nil {
		return nil, err
	}
	parsed, err := mail.ReadMessage(bytes.NewReader(head))
	if err != nil {
		return nil, errors.New("its headers can't be read")
	}
	s := &stored{head: head, rest: b}
	from, err := parsed.Header.AddressList("From")
	if err != nil || len(from) != 1 {
		return nil, errors.New("it has no sender: set from under mail: in winnow.yaml before the mail is written")
	}
	s.from = from[0].Address
	for _, key := range []string{"To", "Cc"} {
		list, err := parsed.Header.AddressList(key)
		if err != nil && !errors.Is(err, mail.ErrHeaderNotPresent) {
			return nil, fmt.Errorf("the addresses in its header %s can't be read", key)
		}
		for _, a := range list {
			s.to = append(s.to, a.Address)
		}
	}
	return s, s.checkAddresses()
}

func (s *stored) checkAddresses() error {
	if len(s.to) == 0 {
		return errors.New("it is addressed to nobody: the service has no mail address")
	}
	for _, a := range append([]string{s.from}, s.to...) {
		if _, err := ParseAddress(a); err != nil {
			return err
		}
	}
	return nil
}

// readHead reads up to and with the empty line, and drops what is for the
// council alone: X-Unsent, and Bcc should somebody have written one in.
func readHead(b *bufio.Reader) ([]byte, error) {
	var head []byte
	dropping := false
	for read := 0; ; {
		line, err := b.ReadSlice('\n')
		if read += len(line); err != nil || read > maxHead {
			return nil, errors.New("its headers can't be read: this is no mail, or it was cut off")
		}
		if folded := line[0] == ' ' || line[0] == '\t'; !folded {
			key, _, _ := strings.Cut(string(line), ":")
			key = strings.TrimSpace(key) // spaces before the colon are allowed to old mails
			dropping = strings.EqualFold(key, unsent) || strings.EqualFold(key, "Bcc")
		}
		if !dropping {
			head = append(head, line...)
		}
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			return head, nil
		}
	}
}

// sameAddresses reports whether the mail is addressed to these and no others.
func (s *stored) sameAddresses(to []string) bool {
	return slices.Equal(sortedLower(s.to), sortedLower(to))
}

func sortedLower(list []string) []string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = strings.ToLower(a)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// WriteTo writes the mail as it is sent.
func (s *stored) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, io.MultiReader(bytes.NewReader(s.head), s.rest))
}
