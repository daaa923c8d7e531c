package infer

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/rules"
)

// decision is what a column's evidence comes to.
type decision struct {
	typ       rules.Type
	layout    string // strptime, of dates in text
	missing   []missing
	required  bool
	decimals  int    // -1 for none
	scale     string // percent: points
	currency  string
	minimum   *number.Num
	maximum   *number.Num // a query beyond
	enum      []string
	spellings map[string]string // text to code, for those that fold to no code's own text
	pattern   string
	within    bool
	periods   []period.Period // that each file's days lie in, of a date
	evidence  []string        // for the comment
}

// missing is a text that stands for no value.
type missing struct {
	value, label string
	low, high    *number.Num
}

const (
	enoughCells  = 20 // filled cells from which a rule is drawn
	mostCodes    = 30 // distinct texts of an enum
	oftenEnough  = 4  // filled cells for each code of an enum, at least
	fewOthers    = 10 // one cell in so many may be a text among numbers or dates
	mostOthers   = 6  // distinct ones
	tellingNames = 12 // distinct texts from which a pattern is drawn
)

// decide turns the evidence into a field. files is how many files there are.
func (c *column) decide(files int) {
	c.decimals = -1
	c.required = c.files == files && c.counts[isBlank] == 0 && c.filled() > 0
	c.seen("%s of %s filled", strconv.Itoa(c.filled()), count(c.cells, "cell", "cells"))
	if c.files < files {
		c.seen("in %d of %d files", c.files, files)
	}
	others := c.counts[isText] + c.counts[isError]
	few := c.strange()*fewOthers <= c.filled() && len(c.words) <= mostOthers
	switch main := c.main(); {
	case c.filled() == 0:
		c.typ = rules.TypeString
	case main == isInteger && few && c.numbers()+others == c.filled():
		c.number()
	case main == isDate && few && c.counts[isDate]+c.counts[isDateTime]+others == c.filled() && c.format() >= 0:
		c.date()
	case main == isTime && c.counts[isTime] == c.filled():
		c.typ = rules.TypeTime
	case main == isTruth && c.counts[isTruth] == c.filled():
		c.typ = rules.TypeBoolean
	default:
		c.text()
	}
}

// strange is how many cells are texts that aren't known to stand for no value.
func (c *column) strange() int {
	n := 0
	for text, times := range c.words {
		if !reLess.MatchString(text) && !slices.Contains(plainBlanks, rules.FoldText(text)) && strings.ContainsFunc(text, isLetter) {
			n += times
		}
	}
	return n
}

func (c *column) numbers() int { return c.counts[isInteger] + c.counts[isDecimal] }

func (c *column) seen(format string, args ...any) {
	c.evidence = append(c.evidence, fmt.Sprintf(format, args...))
}

// number decides a column of numbers.
func (c *column) number() {
	c.typ = rules.TypeInteger
	if c.counts[isDecimal] > 0 || c.money != "" || c.percent > 0 {
		c.typ = rules.TypeNumber
		if c.decimals = c.places; c.percent > 0 {
			c.decimals, c.scale = -1, "points"
		}
	}
	if strings.Contains(c.title, "£") {
		c.money = "GBP"
	}
	if c.currency = c.money; c.currency != "" {
		c.typ, c.decimals = rules.TypeNumber, max(c.decimals, 2)
	}
	c.placeholders()
	c.seen("from %s to %s", c.low, c.high)
	if c.low.Sign() >= 0 {
		c.minimum = &zero
	}
	if c.filled() >= enoughCells && c.percent == 0 && c.high.Sign() > 0 && !c.serial() {
		n := beyond(*c.high)
		c.maximum = &n
	}
}

var zero = number.FromInt(0)

// serial says whether the numbers are more likely names of things than amounts:
// no two are alike.
func (c *column) serial() bool {
	return c.counts[isDecimal] == 0 && !c.overflow && len(c.texts) == c.filled()
}

// beyond returns the next 1, 2 or 5 with noughts that is at least twice n.
func beyond(n number.Num) number.Num {
	twice, step := n.Add(n), number.FromInt(1)
	for {
		for _, m := range []int64{1, 2, 5} {
			if top := step.Mul(number.FromInt(m)); top.Cmp(twice) >= 0 {
				return top
			}
		}
		step = step.Mul(number.FromInt(10))
	}
}

var reLess = regexp.MustCompile(`^<\s*(\d{1,3})$`)

// placeholders takes the texts among numbers or dates for missing values.
func (c *column) placeholders() {
	for _, text := range slices.Sorted(maps.Keys(c.words)) {
		m := missing{value: text}
		if less := reLess.FindStringSubmatch(text); less != nil {
			n, _ := strconv.Atoi(less[1]) // digits, at most three
			high := number.FromInt(int64(n - 1))
			m.label, m.low, m.high = "suppressed", &zero, &high
		} else if strings.ContainsFunc(text, isLetter) && !slices.Contains(plainBlanks, rules.FoldText(text)) {
			m.label = identifier(text, nil)
		}
		c.missing = append(c.missing, m)
		c.seen("%s %q", count(c.words[text], "cell says", "cells say"), text)
		if m.label == "" {
			c.required = false
		}
	}
}

// plainBlanks are texts that say no more than a blank does.
var plainBlanks = []string{"n/a", "na", "none", "nil", "null", "not applicable"}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// date decides a column of dates.
func (c *column) date() {
	c.typ = rules.TypeDate
	if c.counts[isDateTime] > 0 {
		c.typ = rules.TypeDateTime
	}
	c.placeholders()
	texts := slices.ContainsFunc(c.spans, func(s *spans) bool { return s.text[c.format()].set })
	if texts && c.typ == rules.TypeDate {
		c.layout = dateFormats[c.format()].strptime
	}
	for _, s := range c.spans {
		all := s.own
		if t := s.text[c.format()]; t.set {
			all.add(t.low)
			all.add(t.high)
		}
		c.seen("from %s to %s", all.low, all.high)
		c.periods = append(c.periods, periodOf(all))
	}
	c.within = len(c.periods) > 0 && !slices.Contains(c.periods, period.Period{}) && c.filled() >= enoughCells
}

// periodOf returns the month, else the quarter, else the financial year that
// some days lie in; zero for none.
func periodOf(s span) period.Period {
	for _, k := range []period.Kind{period.Month, period.Quarter, period.Year} {
		if p := period.Of(s.low, k); s.set && p == period.Of(s.high, k) {
			return p
		}
	}
	return period.Period{}
}

// text decides a column of texts: a few codes, a code of one shape, or any text.
func (c *column) text() {
	if c.typ = rules.TypeString; c.allMonths() {
		c.typ = rules.TypeYearMonth
		return
	}
	codes, spellings := c.codes()
	switch {
	case c.overflow:
		c.seen("more than %d different texts", manyTexts)
	case len(codes) > 1 && len(codes) <= mostCodes && c.filled() >= enoughCells && c.filled() >= oftenEnough*len(codes):
		c.enum, c.spellings = codes, spellings
		c.seen("%s", count(len(codes), "different text", "different texts"))
		return
	default:
		c.seen("%s", count(len(c.texts), "different text", "different texts"))
	}
	if p := c.shape.pattern(); p != "" && (c.overflow || len(c.texts) >= tellingNames) {
		c.pattern = p
	}
}

var reMonth = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`)

// allMonths says whether every text is a month as the standard writes it.
func (c *column) allMonths() bool {
	for t := range c.texts {
		if !reMonth.MatchString(t) {
			return false
		}
	}
	return !c.overflow && len(c.texts) > 0
}

// codes returns the texts without those that are another's in other capitals or
// spaces, which are its spellings.
func (c *column) codes() ([]string, map[string]string) {
	byFold := map[string]string{}
	for _, t := range slices.Sorted(maps.Keys(c.texts)) {
		f := rules.FoldText(t)
		if best, ok := byFold[f]; !ok || c.texts[t] > c.texts[best] {
			byFold[f] = t
		}
	}
	spellings := map[string]string{}
	for t := range c.texts {
		if code := byFold[rules.FoldText(t)]; code != t {
			spellings[code] = code
		}
	}
	return slices.Sorted(maps.Values(byFold)), spellings
}
