package rules

import (
	"strconv"
	"strings"

	"winnow/internal/period"
)

// Service is a row of services.csv.
type Service struct{ Service, Name, Contact, Email string }

// Due is a row of returns_due.csv.
type Due struct {
	Return, Service string
	PeriodKind      period.Kind
	DueAfterDays    int // days after the period's end
}

// serviceText is a row of services.csv as texts.
type serviceText struct {
	Service string `csv:"service" validate:"required,folder"`
	Name    string `csv:"name"`
	Contact string `csv:"contact"`
	Email   string `csv:"email" validate:"omitempty,email"`
}

// dueText is a row of returns_due.csv as texts.
type dueText struct {
	Return       string `csv:"return" validate:"required"`
	Service      string `csv:"service" validate:"required"`
	PeriodKind   string `csv:"period_kind" validate:"required,oneof=month quarter year"`
	DueAfterDays string `csv:"due_after_days" validate:"required,number"`
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

func (l *loader) due() error {
	c, texts, err := rows[dueText](l, "returns_due.csv", "return", "service", "period_kind", "due_after_days")
	seen := map[string]int{}
	for i, t := range texts {
		days, err := strconv.Atoi(t.DueAfterDays)
		if digits := strings.Trim(t.DueAfterDays, "0123456789") == ""; t.DueAfterDays != "" && digits && (err != nil || days > 3660) {
			c.fault(i, c.column("due_after_days"), "due_after_days is %q; it must be a whole number of days, at most 3660", t.DueAfterDays)
		}
		if t.Service != "" && l.services != nil && !l.services[t.Service] {
			c.fault(i, c.column("service"), "%q is not a service of services.csv%s", t.Service, c.src.near(t.Service, sortedKeys(l.services)))
		}
		c.firstSeen(seen, i, t.Return, t.Service, t.PeriodKind)
		if !c.faulty[i] {
			l.set.Due = append(l.set.Due, Due{t.Return, t.Service, periodKinds[t.PeriodKind], days})
			l.dueReturns = append(l.dueReturns, dueReturn{c, i, t.Return})
		}
	}
	return err
}
