package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"
)

// login says who winnow is, where a user is set.
func (s *Sender) login(ctx context.Context, x *session) *Result {
	if x.set.User == "" {
		return nil
	}
	password, err := s.password()
	if err != nil {
		return x.cannot(ctx, err, "%v", err)
	}
	_, offered := x.client.Extension("AUTH")
	// Inside TLS the two are equally safe; outside it, go-mail refuses both but
	// to this machine itself.
	var auth smtp.Auth
	switch mechanisms := strings.Fields(strings.ToUpper(offered)); {
	case slices.Contains(mechanisms, "PLAIN"):
		auth = smtp.PlainAuth("", x.set.User, password, x.set.Host, false)
	case slices.Contains(mechanisms, "LOGIN"):
		auth = smtp.LoginAuth(x.set.User, password, x.set.Host, false)
	case len(mechanisms) == 0:
		return x.cannot(ctx, nil, "the mail server %s offers no login here: take smtp.user out, or send by the port that does", x.where)
	default:
		return x.cannot(ctx, nil, "the mail server %s offers logins that winnow does not know (%s): it knows PLAIN and LOGIN", x.where, oneLine(offered))
	}
	if err := x.client.Auth(auth); err != nil {
		return x.cannot(ctx, err, "the mail server %s does not take the login of %q: %s", x.where, x.set.User, said(err))
	}
	return nil
}

// tlsConfig trusts the machine's authorities, and the council's own beside them.
func (s *Sender) tlsConfig() (*tls.Config, error) {
	c := &tls.Config{ServerName: s.set.Host, MinVersion: tls.VersionTLS12}
	if s.set.CAFile == "" {
		return c, nil
	}
	pem, err := s.readFile("smtp.ca_file", s.set.CAFile)
	if err != nil {
		return nil, err
	}
	if c.RootCAs, err = x509.SystemCertPool(); err != nil {
		c.RootCAs = x509.NewCertPool() // a machine without authorities of its own has the council's
	}
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("smtp.ca_file: %s holds no certificate that can be read: it must be in PEM form, beginning with -----BEGIN CERTIFICATE-----", s.set.CAFile)
	}
	return c, nil
}

// password is the first line of its file, read for each session so that a new
// one is taken without a restart.
func (s *Sender) password() (string, error) {
	b, err := s.readFile("smtp.password_file", s.set.PasswordFile)
	if err != nil {
		return "", err
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(string(b), "\ufeff"), "\n")
	if first = strings.TrimRight(first, "\r"); first == "" {
		return "", fmt.Errorf("smtp.password_file: the first line of %s is empty", s.set.PasswordFile)
	}
	return first, nil
}

// maxSecret is the most that a password's or an authority's file may hold.
const maxSecret = 1 << 20

func (s *Sender) readFile(key, name string) ([]byte, error) {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.dir, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	b, err := readUpTo(f, maxSecret)
	if err != nil {
		return nil, fmt.Errorf("%s: reading %q: %w", key, path, err)
	}
	return b, nil
}
