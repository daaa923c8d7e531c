package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/mail"
	"strconv"
	"strings"
	"time"
)

// Letter is what a mail is made of.
type Letter struct {
	Kind  Kind
	Facts Facts
	To    []string    // addresses; none for a draft that somebody addresses by hand
	Date  time.Time   // when it is written, in the zone that it should show
	Ref   string      // tells mails apart that are otherwise equal, such as the submission's number
	File  *Attachment // what goes with it; nil for words alone
}

// Attachment is a file that goes with a mail.
type Attachment struct {
	Name   string                        // as the receiver sees it
	Path   string                        // where it lies, told where it is too large to attach
	Size   int64                         // bytes
	SHA256 string                        // of its bytes, in hex; WriteEML fails where they differ
	Open   func() (io.ReadCloser, error) // its bytes; called by each WriteEML
}

// Message is a mail ready to be written. Compose makes it.
type Message struct {
	From, ReplyTo *mail.Address // nil for none
	To            []mail.Address
	Subject       string
	Body          string // lines end in "\n"
	Date          time.Time
	Ref           string
	Draft         bool // adds X-Unsent, by which Outlook opens the file ready to be sent
	File          *Attachment
}

// Compose makes the mail of a letter: its words, and the file attached or, where
// that is too large, its path told. The same letter, settings and templates make
// the same mail. It fails where an address can't be used.
func (t *Templates) Compose(s Settings, l Letter) (*Message, error) {
	m := &Message{Date: l.Date, Ref: l.Ref, Draft: true}
	if err := m.address(s, l.To); err != nil {
		return nil, fmt.Errorf("addressing a mail (%s): %w", l.Kind, err)
	}
	f := l.Facts
	if f.Council == "" {
		f.Council = s.Council
	}
	f.Attachment, f.Path = "", ""
	switch {
	case l.File == nil:
	case s.Attaches(l.File.Size):
		m.File, f.Attachment = l.File, attachedName(l.File.Name)
	default:
		f.Path = l.File.Path
	}
	text, err := t.Render(l.Kind, f)
	m.Subject, m.Body = text.Subject, text.Body
	return m, err
}

func (m *Message) address(s Settings, to []string) error {
	var err error
	if m.From, err = optional(s.From); err != nil {
		return err
	}
	if m.From != nil && m.From.Name == "" {
		m.From.Name = oneLine(s.Council)
	}
	if m.ReplyTo, err = optional(s.ReplyTo); err != nil {
		return err
	}
	for _, address := range to {
		a, err := ParseAddress(address)
		if err != nil {
			return err
		}
		m.To = append(m.To, a)
	}
	return nil
}

func optional(address string) (*mail.Address, error) {
	if address == "" {
		return nil, nil
	}
	a, err := ParseAddress(address)
	return &a, err
}

// MessageID returns the mail's Message-ID with its angle brackets: a hash of
// everything that the mail says and of the attachment's own.
func (m *Message) MessageID() string {
	domain := "winnow.invalid"
	if m.From != nil {
		_, domain, _ = cutLast(m.From.Address)
	}
	return "<" + m.hash() + "@" + domain + ">"
}

// hash is 32 hex digits; each part goes into it with its length, so that no two
// mails run into one another.
func (m *Message) hash() string {
	parts := []string{"winnow/mail/v1", m.Ref, m.Date.Format(time.RFC3339), text(m.From), text(m.ReplyTo), m.Subject, m.Body}
	if m.File != nil {
		parts = append(parts, m.File.Name, m.File.SHA256)
	}
	for i := range m.To {
		parts = append(parts, text(&m.To[i]))
	}
	var all strings.Builder
	for _, p := range parts {
		all.WriteString(strconv.Itoa(len(p)) + ":" + p)
	}
	sum := sha256.Sum256([]byte(all.String()))
	return hex.EncodeToString(sum[:16])
}

func text(a *mail.Address) string {
	if a == nil {
		return ""
	}
	return a.Name + "\x00" + a.Address
}
