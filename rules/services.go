package rules

import (
	"net/mail"
	"strings"
)

// Service is a row of services.csv.
type Service struct{ Service, Name, Contact, Email string }

// serviceText is a row of services.csv as texts.
type serviceText struct {
	Service string `csv:"service" validate:"required,folder"`
	Name    string `csv:"name"`
	Contact string `csv:"contact"`
	Email   string `csv:"email" validate:"omitempty,email,mailbox"`
}

func (l *loader) servicesFile() error {
	c, texts, err := rows[serviceText](l, "services.csv", "service")
	if c != nil {
		l.services = map[string]bool{}
	}
	seen := map[string]int{}
	for i, t := range texts {
		l.services[t.Service] = true
		if c.firstSeen(seen, i, strings.ToLower(t.Service)); !c.faulty[i] {
			l.set.Services = append(l.set.Services, Service(t))
		}
	}
	return err
}

// maxMailbox is the longest address that mail servers must take (RFC 5321, 4.5.3.1.3).
const maxMailbox = 254

// isMailbox reports whether mail is written to an address: a bare one, of the
// characters that every mail server takes. Package mail refuses the others, and that
// must not come to light only once the first mail to the service is written.
func isMailbox(address string) bool {
	a, err := mail.ParseAddress(address)
	local, domain, _ := strings.Cut(address, "@")
	return err == nil && a.Address == address && len(address) <= maxMailbox &&
		onlyOf(local, "!#$%&'*+-/=?^_`{|}~.") && onlyOf(domain, "-.")
}

// onlyOf reports whether s has ASCII letters, digits and the others given, and no more.
func onlyOf(s, others string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && !strings.ContainsRune(others, r)
	})
}
