package mail

import (
	"strings"
	"time"
)

// Settings is the section mail: of winnow.yaml. The zero value writes .eml
// files and sends nothing.
type Settings struct {
	From          string `yaml:"from"`           // who the mails are from: "Returns team <returns@council.gov.uk>", or the address alone; needed for sending
	ReplyTo       string `yaml:"reply_to"`       // where answers go; "" for the sender
	Operator      string `yaml:"operator"`       // who gets what only the council can settle; "" for reply_to, else from
	Council       string `yaml:"council"`        // the council's name in the mails and beside a from without a name
	MaxAttachment Size   `yaml:"max_attachment"` // largest file attached, as it stands on the disk (a mail makes it a third larger); 0 for DefaultMaxAttachment, none to attach nothing
	SMTP          SMTP   `yaml:"smtp"`
}

// SMTP says which mail server sends. The zero value sends nothing.
type SMTP struct {
	Host         string        `yaml:"host"`          // "" for .eml files only
	Port         int           `yaml:"port"`          // 0 for 587 (starttls), 465 (tls) or 25 (none)
	TLS          TLS           `yaml:"tls"`           // "" for starttls
	User         string        `yaml:"user"`          // "" to send without a login
	PasswordFile string        `yaml:"password_file"` // its first line is the password; below the workspace, or an absolute path
	CAFile       string        `yaml:"ca_file"`       // certificates (PEM) of the council's own authority, trusted beside the machine's; as password_file
	Timeout      time.Duration `yaml:"timeout"`       // for each step of the talk with the server; 0 for 30s. Its last answer may take ten times as long
	Helo         string        `yaml:"helo"`          // the name this machine gives; "" for its host name
	Attempts     int           `yaml:"attempts"`      // how often a mail is tried; 0 for 8
	Backoff      Backoff       `yaml:"backoff"`
}

// Backoff is how long to wait between attempts: First, doubling up to Cap.
type Backoff struct {
	First time.Duration `yaml:"first"` // 0 for 1m
	Cap   time.Duration `yaml:"cap"`   // 0 for 6h
}

// TLS is how the talk with the server is kept secret.
type TLS string

// How the talk with the server is kept secret.
const (
	StartTLS    TLS = "starttls" // begins in the clear; the server must offer STARTTLS before anything else is said
	ImplicitTLS TLS = "tls"      // encrypted from the first byte
	NoTLS       TLS = "none"     // in the clear; no login but to this machine itself
)

// What stands where the settings say nothing.
const (
	DefaultMaxAttachment Size = 10_000_000
	defaultTimeout            = 30 * time.Second
	defaultAttempts           = 8
	defaultFirst              = time.Minute
	defaultCap                = 6 * time.Hour
)

// Sends reports whether mails are sent, and not only written.
func (s Settings) Sends() bool { return s.SMTP.Host != "" }

// Attaches reports whether a file of so many bytes is attached.
func (s Settings) Attaches(bytes int64) bool {
	limit := s.MaxAttachment
	if limit == 0 {
		limit = DefaultMaxAttachment
	}
	return bytes <= int64(limit)
}

// OperatorAddress is who gets what only the council can settle; "" where the
// settings name nobody.
func (s Settings) OperatorAddress() string {
	for _, a := range []string{s.Operator, s.ReplyTo} {
		if strings.TrimSpace(a) != "" {
			return a
		}
	}
	return s.From
}

// withDefaults fills in what the settings leave out.
func (s SMTP) withDefaults() SMTP {
	if s.TLS == "" {
		s.TLS = StartTLS
	}
	if s.Port == 0 {
		s.Port = map[TLS]int{StartTLS: 587, ImplicitTLS: 465, NoTLS: 25}[s.TLS]
	}
	s.Timeout = orDefault(s.Timeout, defaultTimeout)
	s.Attempts = orDefault(s.Attempts, defaultAttempts)
	s.Backoff.First = orDefault(s.Backoff.First, defaultFirst)
	s.Backoff.Cap = orDefault(s.Backoff.Cap, max(defaultCap, s.Backoff.First))
	return s
}

func orDefault[T int | time.Duration](given, otherwise T) T {
	if given == 0 {
		return otherwise
	}
	return given
}

// Next returns when to try again a mail that was tried done times (1 or more),
// the last time at at; false where it is to be given up.
func (s SMTP) Next(done int, at time.Time) (time.Time, bool) {
	s = s.withDefaults()
	if done >= s.Attempts {
		return time.Time{}, false
	}
	wait := s.Backoff.First
	for range done - 1 {
		if wait >= s.Backoff.Cap/2 { // doubling further would pass the cap, or overflow
			wait = s.Backoff.Cap
			break
		}
		wait *= 2
	}
	return at.Add(min(wait, s.Backoff.Cap)), true
}
