package rules

import (
	"strconv"
	"strings"

	"winnow/internal/period"
)

// What returns_due.csv need not say.
const (
	defaultMissingAfter = 28 // days after the due date
	defaultRemindBefore = 7  // days before the due date
	maxDueDays          = 3660
)

// Due is a row of returns_due.csv: a return that a service owes for every period
// of a kind, from one period to another. Weekends and bank holidays move no date.
type Due struct {
	Return, Service  string
	PeriodKind       period.Kind
	DueAfterDays     int           // days after the period's end
	FirstPeriod      period.Period // owed from its first day on; zero for always
	LastPeriod       period.Period // owed until its last day; zero for ever
	MissingAfterDays int           // days after the due date from which it counts as missing, no longer as late
	RemindBeforeDays int           // days before the due date from which reminders go out
}

// Owes says whether the row asks for the return of a period, which may be of
// another kind than PeriodKind.
func (d Due) Owes(p period.Period) bool {
	return !p.IsZero() && (d.FirstPeriod.IsZero() || p.Start() >= d.FirstPeriod.Start()) &&
		(d.LastPeriod.IsZero() || p.End() <= d.LastPeriod.End())
}

// overlaps says whether some day lies within what both rows ask for.
func (d Due) overlaps(e Due) bool {
	before := func(a, b Due) bool {
		return !a.LastPeriod.IsZero() && !b.FirstPeriod.IsZero() && a.LastPeriod.End() < b.FirstPeriod.Start()
	}
	return !before(d, e) && !before(e, d)
}

// dueText is a row of returns_due.csv as texts.
type dueText struct {
	Return           string `csv:"return" validate:"required"`
	Service          string `csv:"service" validate:"required"`
	PeriodKind       string `csv:"period_kind" validate:"required,oneof=month quarter year"`
	DueAfterDays     string `csv:"due_after_days" validate:"required,number"`
	FirstPeriod      string `csv:"first_period"`
	LastPeriod       string `csv:"last_period"`
	MissingAfterDays string `csv:"missing_after_days" validate:"omitempty,number"`
	RemindBeforeDays string `csv:"remind_before_days" validate:"omitempty,number"`
}

func (l *loader) due() error {
	c, texts, err := rows[dueText](l, "returns_due.csv", "return", "service", "period_kind", "due_after_days")
	seen := map[string][]askedFor{}
	for i, t := range texts {
		d := c.dueRow(i, t)
		if t.Service != "" && l.services != nil && !l.services[t.Service] {
			c.fault(i, c.column("service"), "%q is not a service of services.csv%s", t.Service, c.src.near(t.Service, sortedKeys(l.services)))
		}
		if c.dueOnce(seen, i, d); !c.faulty[i] {
			l.set.Due = append(l.set.Due, d)
			l.dueReturns = append(l.dueReturns, dueReturn{c, i, t.Return})
		}
	}
	return err
}

// dueRow reads the numbers and periods of a row.
func (c *csvTable) dueRow(row int, t dueText) Due {
	d := Due{
		Return: t.Return, Service: t.Service, PeriodKind: periodKinds[t.PeriodKind],
		DueAfterDays:     c.days(row, "due_after_days", t.DueAfterDays, 0),
		FirstPeriod:      c.periodOf(row, "first_period", t.FirstPeriod),
		LastPeriod:       c.periodOf(row, "last_period", t.LastPeriod),
		MissingAfterDays: c.days(row, "missing_after_days", t.MissingAfterDays, defaultMissingAfter),
		RemindBeforeDays: c.days(row, "remind_before_days", t.RemindBeforeDays, defaultRemindBefore),
	}
	c.dueWindow(row, d)
	return d
}

// dueWindow refuses a first and a last period between which nothing is owed.
func (c *csvTable) dueWindow(row int, d Due) {
	if d.FirstPeriod.IsZero() || d.LastPeriod.IsZero() || d.PeriodKind == period.None {
		return
	}
	p := period.Of(d.FirstPeriod.Start(), d.PeriodKind)
	if p.Start() < d.FirstPeriod.Start() {
		p = period.Of(p.End().AddDays(1), d.PeriodKind)
	}
	if !d.Owes(p) {
		c.fault(row, c.column("last_period"), "from first_period, %s, to last_period, %s, there is no whole %s", d.FirstPeriod, d.LastPeriod, d.PeriodKind)
	}
}

// days reads a number of days. That a text is no whole number is known already.
func (c *csvTable) days(row int, column, text string, blank int) int {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return blank
	}
	n, err := strconv.Atoi(text)
	if err != nil || n > maxDueDays {
		c.fault(row, c.column(column), "%s is %q; it must be a whole number of days, at most %d", column, text, maxDueDays)
		return blank
	}
	return n
}

// periodOf reads a period that may be left out.
func (c *csvTable) periodOf(row int, column, text string) period.Period {
	if text == "" {
		return period.Period{}
	}
	p, err := period.Parse(text)
	if err != nil {
		c.fault(row, c.column(column), "%s: %s", column, err)
	}
	return p
}

// dueOnce refuses a row that asks again for what an earlier one asks for. Two
// rows for one return are no fault where the first ends before the second begins:
// so a due date changes from one year to the next.
func (c *csvTable) dueOnce(seen map[string][]askedFor, row int, d Due) {
	if d.Return == "" || d.Service == "" || d.PeriodKind == period.None {
		return
	}
	k := strings.Join([]string{d.Return, d.Service, d.PeriodKind.String()}, "\x00")
	for _, e := range seen[k] {
		if e.overlaps(d) {
			c.fault(row, -1, "says again what line %d says of %s, %s, %s", c.lines[e.row], d.Return, d.Service, d.PeriodKind)
			return
		}
	}
	seen[k] = append(seen[k], askedFor{d, row})
}

// askedFor is a row of returns_due.csv and where it stands.
type askedFor struct {
	Due
	row int
}
