package rules

import (
	"io/fs"
	"strings"
	"unicode"

	"winnow/internal/number"
	"winnow/internal/period"
)

// Target is a row of targets.csv.
type Target struct {
	Measure   string
	Period    period.Period
	Value     *number.Num // nil where the target is a placeholder
	Label     string      // the placeholder as written; "" with a Value
	Unit      string
	Direction string // higher (default) or lower
	Basis     string // "", relative or points
	Tolerance *Tolerance
	Source    string
}

// targetText is a row of targets.csv as gocsv reads it: texts, of which the tags say what
// they may be.
type targetText struct {
	Measure   string `csv:"measure" validate:"required"`
	Period    string `csv:"period" validate:"required"`
	Target    string `csv:"target"`
	Unit      string `csv:"unit"`
	Direction string `csv:"direction" validate:"omitempty,oneof=higher lower"`
	Basis     string `csv:"basis" validate:"omitempty,oneof=relative points"`
	Tolerance string `csv:"tolerance"`
	Source    string `csv:"source"`
}

func (l *loader) targets() error {
	_, missing := fs.Stat(l.fsys, "targets.csv")
	l.hasTargets = missing == nil
	c, texts, err := rows[targetText](l, "targets.csv", "measure", "period", "target")
	seen := map[string]int{}
	for i, t := range texts {
		p, _ := c.period(i, t.Period)
		c.firstSeen(seen, i, t.Measure, p.String())
		out := Target{Measure: t.Measure, Period: p, Unit: t.Unit, Direction: t.Direction, Basis: t.Basis, Source: t.Source}
		if out.Direction == "" {
			out.Direction = "higher"
		}
		out.Tolerance = c.tolerance(i, t.Tolerance)
		if out.Value = c.target(i, t); c.faulty[i] {
			continue
		}
		if out.Value == nil {
			out.Label = t.Target
		} else if strings.HasSuffix(t.Target, "%") {
			out.Unit = "percent"
		}
		l.set.Targets = append(l.set.Targets, out)
	}
	return err
}

// target reads a number or a placeholder. What begins like a number and isn't
// one is a fault: a target mistyped must not pass for one not set.
func (c *csvTable) target(row int, t targetText) *number.Num {
	s := t.Target
	if s == "" || unicode.IsLetter([]rune(s)[0]) || s == "-" {
		return nil
	}
	plain, percent := strings.CutSuffix(s, "%")
	n, err := number.Parse(strings.TrimSpace(plain))
	if err != nil {
		c.fault(row, c.column("target"), "target is %q; it must be a plain number such as 300 or 58.5, or words such as \"Due in Q3\"", s)
		return nil
	}
	if percent && t.Unit != "" && t.Unit != "percent" {
		c.fault(row, c.column("target"), "target is %q, a percentage, and its unit is %q", s, t.Unit)
		return nil
	}
	return &n
}

// tolerance reads how far from its target the measure may be, nil where nothing
// was agreed.
func (c *csvTable) tolerance(row int, text string) *Tolerance {
	if text == "" {
		return nil
	}
	plain, percent := strings.CutSuffix(text, "%")
	n, err := number.Parse(strings.TrimSpace(plain))
	if err != nil || n.Sign() < 0 {
		c.fault(row, c.column("tolerance"), `tolerance is %q; it must be a share such as 5%%, or a plain number in the measure's unit`, text)
		return nil
	}
	return &Tolerance{By: n, Percent: percent}
}

// Target returns the target of that name for a period, or nil.
func (s *Set) Target(measure string, p period.Period) *Target {
	for i := range s.Targets {
		if t := &s.Targets[i]; t.Measure == measure && t.Period == p {
			return t
		}
	}
	return nil
}
