package mail

import (
	"fmt"
	"net"
	"strings"
	"time"
)

// Limits of the settings, so that a slip of the pen is found when the file is
// read and not weeks later.
const (
	minTimeout  = time.Second // 30 without a unit is 30 nanoseconds
	maxTimeout  = 10 * time.Minute
	maxAttempts = 100
	maxBackoff  = 7 * 24 * time.Hour
)

// Validate returns every fault of the settings in words, each beginning with
// its key as it is written below mail: in winnow.yaml; none where all is well.
// It looks at no file and asks no server: that is Sender.Check.
func (s Settings) Validate() []string {
	var f faultList
	for _, a := range []struct{ key, address string }{{"from", s.From}, {"reply_to", s.ReplyTo}, {"operator", s.Operator}} {
		if a.address == "" {
			continue
		}
		if _, err := ParseAddress(a.address); err != nil {
			f.add("%s: %v", a.key, err)
		}
	}
	if s.Council != oneLine(s.Council) {
		f.add("council: the name must stand on one line, without spaces around it")
	}
	if !s.Sends() {
		if s.SMTP != (SMTP{}) {
			f.add("smtp.host: not set, so nothing would be sent: name the mail server, or take smtp: out")
		}
		return f
	}
	if s.From == "" {
		f.add("from: not set: a mail can't be sent without a sender")
	}
	return append(f, s.SMTP.validate()...)
}

func (s SMTP) validate() []string {
	var f faultList
	if strings.ContainsAny(s.Host, " \t\r\n/@") || strings.Contains(s.Host, ":") && net.ParseIP(s.Host) == nil {
		f.add("smtp.host: %q is no machine's name: write the name alone, the port goes into smtp.port", s.Host)
	}
	if s.Port < 0 || s.Port > 65535 {
		f.add("smtp.port: %d is no port: 1 to 65535", s.Port)
	}
	switch s.TLS {
	case "", StartTLS, ImplicitTLS, NoTLS:
	default:
		f.add("smtp.tls: %q is not known: starttls, tls or none", string(s.TLS))
	}
	if strings.ContainsAny(s.Helo, " \t\r\n") {
		f.add("smtp.helo: a machine's name holds no spaces")
	}
	f.login(s)
	f.times(s)
	return f
}

func (f *faultList) login(s SMTP) {
	if s.User != oneLine(s.User) {
		f.add("smtp.user: the name must stand on one line, without spaces around it")
	}
	if s.User != "" && s.PasswordFile == "" {
		f.add("smtp.password_file: not set, but smtp.user is: name the file that holds the password")
	}
	if s.User == "" && s.PasswordFile != "" {
		f.add("smtp.user: not set, but smtp.password_file is: name the user")
	}
	if s.User != "" && s.TLS == NoTLS && !thisMachine(s.Host) {
		f.add("smtp.tls: none would send the password in the clear: write starttls or tls, or take smtp.user out")
	}
	if s.CAFile != "" && s.TLS == NoTLS {
		f.add("smtp.ca_file: has no use with smtp.tls: none")
	}
}

func (f *faultList) times(s SMTP) {
	for _, d := range []struct {
		key   string
		value time.Duration
		least time.Duration
		most  time.Duration
	}{
		{"timeout", s.Timeout, minTimeout, maxTimeout},
		{"backoff.first", s.Backoff.First, minTimeout, maxBackoff},
		{"backoff.cap", s.Backoff.Cap, minTimeout, maxBackoff},
	} {
		if d.value != 0 && (d.value < d.least || d.value > d.most) {
			f.add("smtp.%s: %s is not between %s and %s: write it with its unit, as 30s, 5m or 6h", d.key, d.value, plain(d.least), plain(d.most))
		}
	}
	if full := s.withDefaults().Backoff; full.Cap < full.First {
		f.add("smtp.backoff: cap (%s) is shorter than first (%s)", plain(full.Cap), plain(full.First))
	}
	if s.Attempts < 0 || s.Attempts > maxAttempts {
		f.add("smtp.attempts: %d is not between 1 and %d", s.Attempts, maxAttempts)
	}
}

// thisMachine reports whether a name is one of this machine's own, to which a
// password may go in the clear. The three names are those that go-mail knows.
func thisMachine(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}

type faultList []string

func (f *faultList) add(format string, args ...any) { *f = append(*f, fmt.Sprintf(format, args...)) }

// plain writes 1m0s as 1m and 6h0m0s as 6h.
func plain(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
