package pipeline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"winnow/ingest"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
)

// facts is what a table says about itself outside its rows.
type facts struct {
	period  period.Period
	span    period.Period // the part of period that the sheet is for; zero for all of it
	asAt    *period.Date
	service string
}

// factsOf works out a table's period, as-at date and service: the file's own
// words, the run's settings and the rule file, in the order that design decides.
// It refuses a file that speaks of another period than the run's.
func (r *run) factsOf(source Source, file *ingest.File, m *match) (facts, *ingest.Refusal) {
	f, want := facts{period: r.Period, asAt: r.AsAt}, r.Period
	if m.earlier {
		f, want = facts{}, m.tab
	}
	if text := factText(file, m.loc, "period"); text != "" {
		p, err := period.Parse(text)
		if err == nil && !want.IsZero() && !p.Within(want) && !want.Within(p) {
			return f, &ingest.Refusal{Kind: report.KindWrongPeriod,
				Reason: fmt.Sprintf("it says it is for %s, and %s is being collected", p, want),
				Fix:    fmt.Sprintf("Send the return for %s. If this is it, correct the period printed above the table.", want)}
		}
		if err == nil && r.Period.IsZero() {
			f.period = p
		}
	}
	m.settlePeriod(&f, m.ret)
	if d, ok := factDate(file, m, "as_at"); ok {
		f.asAt = &d
	}
	if f.asAt == nil && !f.period.IsZero() {
		end := f.period.End()
		f.asAt = &end
	}
	f.service = r.serviceOf(source, factText(file, m.loc, "service"), m.ret)
	return f, r.wrongService(source, factText(file, m.loc, "service"), m.ret)
}

// wrongService refuses a file that lay in one service's folder and says that it
// is another's, or whose return is owed by other services alone.
func (r *run) wrongService(source Source, said string, ret *rules.Return) *ingest.Refusal {
	folder := r.knownService(source.Folder)
	if source.Folder == "" || folder == "" {
		return nil
	}
	if other := r.knownService(said); said != "" && other != "" && other != folder {
		return &ingest.Refusal{Kind: report.KindWrongService, Reason: fmt.Sprintf("it says that it comes from %s, and it was sent as %s's", r.serviceName(other), r.serviceName(folder)),
			Fix: "Send it from the service that it belongs to, or correct the service printed above the table."}
	}
	var owing []string
	for _, d := range r.Rules.Due {
		if d.Return == ret.Name && d.Service == folder {
			return nil
		} else if d.Return == ret.Name && !slices.Contains(owing, r.serviceName(d.Service)) {
			owing = append(owing, r.serviceName(d.Service))
		}
	}
	if len(owing) == 0 {
		return nil
	}
	return &ingest.Refusal{Kind: report.KindWrongService, Reason: fmt.Sprintf("it is the return “%s”, which %s does not send", ret.Title, r.serviceName(folder)),
		Fix: fmt.Sprintf("It is owed by %s. Check that this is the right file, and that it lies in the right folder.", strings.Join(owing, ", "))}
}

// serviceName returns the name that services.csv gives a service.
func (r *run) serviceName(service string) string {
	for _, s := range r.Rules.Services {
		if s.Service == service && s.Name != "" {
			return s.Name
		}
	}
	return service
}

// serviceOf returns the service a table comes from: the inbox sub-folder, else
// what the file says, else the rule file's owner. It returns "" where the folder
// or the file names a service that services.csv doesn't have: such a file goes
// to the operator, never to a guess.
func (r *run) serviceOf(source Source, said string, ret *rules.Return) string {
	for _, name := range []string{source.Folder, said} {
		if name != "" {
			return r.knownService(name)
		}
	}
	return ret.Owner
}

// knownService finds a service by its id or name; without services.csv any name
// is taken as it stands.
func (r *run) knownService(name string) string {
	if len(r.Rules.Services) == 0 {
		return name
	}
	for _, s := range r.Rules.Services {
		if foldService(s.Service) == foldService(name) || foldService(s.Name) == foldService(name) {
			return s.Service
		}
	}
	return ""
}

func foldService(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == '\u00a0' }), " ")
}

// factText returns a fact as people would read it, dates as ISO; "" where the
// file doesn't say.
func factText(file *ingest.File, loc *ingest.Location, name string) string {
	f, ok := loc.Facts[name]
	if !ok {
		return ""
	}
	if f.Cell.Kind == table.Date {
		if day, _, ok := table.ParseDate(f.Cell.Raw, file.Date1904); ok {
			return table.ISODate(day)
		}
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(f.Cell.Raw, "\u00a0", " ")), " ")
}

// dateWritings are the ways a date beside a label is written.
var dateWritings = []string{"2006-01-02", "2/1/2006", "02/01/2006", "2-1-2006", "2.1.2006", "2 January 2006", "2 Jan 2006", "2-Jan-2006", "2 Jan 06", "2/1/06", "2-Jan-06", "Monday 2 January 2006"}

func factDate(file *ingest.File, m *match, name string) (period.Date, bool) {
	text := dropOrdinal(factText(file, m.loc, name))
	for _, layout := range dateWritings {
		if t, err := time.Parse(layout, text); err == nil {
			return period.NewDate(t.Year(), int(t.Month()), t.Day())
		}
	}
	return 0, false
}

// dropOrdinal turns 30th June 2021 into 30 June 2021.
func dropOrdinal(s string) string {
	for _, suffix := range []string{"st ", "nd ", "rd ", "th "} {
		if i := strings.Index(s, suffix); i > 0 && i <= 2 && s[i-1] >= '0' && s[i-1] <= '9' {
			return s[:i] + s[i+2:]
		}
	}
	return s
}

// state hands the figures that the file prints to the checks: the context shares
// its maps with the checker, which reads them after the last record.
func (s *submission) state(stated map[string]ingest.Stated) {
	for label, f := range stated {
		if n, err := number.Parse(f.Text); f.Why == "" && err == nil {
			s.context.Stated[label] = n
		} else if f.Why != "" {
			s.context.Unstated[label] = f.Why
		}
	}
}
