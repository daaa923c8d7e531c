package rules

import "strings"

// Service is a row of services.csv.
type Service struct{ Service, Name, Contact, Email string }

// serviceText is a row of services.csv as texts.
type serviceText struct {
	Service string `csv:"service" validate:"required,folder"`
	Name    string `csv:"name"`
	Contact string `csv:"contact"`
	Email   string `csv:"email" validate:"omitempty,email"`
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
