package rulediff

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/rules"
)

// severity describes how serious a finding is.
func severity(name string, s report.Severity) aspect {
	rank := number.FromInt(map[report.Severity]int64{report.Note: 0, report.Query: 1, report.Error: 2}[s])
	return aspect{name: name, value: string(s), order: &rank, sense: 1, words: func(old, new aspect) string {
		switch {
		case old.value == "" || new.value == "":
			return ""
		case name == "":
			return fmt.Sprintf("now %s instead of %s", article(new.value), article(old.value))
		}
		return fmt.Sprintf("%s now %s instead of %s", name, article(new.value), article(old.value))
	}}
}

func article(s string) string {
	if strings.HasPrefix(s, "e") {
		return "an " + s
	}
	return "a " + s
}

// checkAspects are what every check says of itself. about names the check in a
// sentence, "" for a rule of its own.
func (r *version) checkAspects(about string, in, final report.Severity, trial bool, message, fix, expected, source string) []aspect {
	is, of := "", ""
	if about != "" {
		is, of = about+" is", " of "+about
	}
	last := severity(strings.TrimSpace(about+" is in the final run of a year"), final)
	if about == "" {
		last = severity("in the final run of a year", final)
	}
	if final == in {
		last.value = ""
	}
	return []aspect{
		severity(is, in), last,
		{name: "trial" + of, value: yes(trial), reverse: true, words: trialWords},
		{name: "the message" + of, value: r.braces(message), show: quote(message), harmless: true},
		{name: "the fix" + of, value: r.braces(fix), show: quote(fix), harmless: true},
		{name: "what is expected" + of, value: r.braces(expected), show: quote(expected), harmless: true, unless: "what must hold"},
		{name: "the source" + of, value: source, show: quote(source), harmless: true},
	}
}

func (r *version) rules() []thing {
	var out []thing
	for _, x := range r.ret.Rules {
		t := thing{name: x.ID, short: asked(x.Severity, x.Trial) + ": " + quote(x.Message), come: Tighter, gone: Looser}
		if x.Severity == report.Note || x.Trial {
			t.come, t.gone = None, None
		}
		t.aspects = append([]aspect{
			{name: "when", value: r.code(x.When), show: quote(x.WhenText), reverse: true, words: appliesTo},
			r.condition(x),
			blanks(x),
			{name: "the cells marked", value: r.names(x.Cells), harmless: true},
		}, r.checkAspects("", x.Severity, x.Final, x.Trial, x.Message, x.Fix, x.Expected, x.Source)...)
		out = append(out, t)
	}
	return out
}

func asked(s report.Severity, trial bool) string {
	if trial {
		return "on trial, " + article(string(s))
	}
	return article(string(s))
}

func appliesTo(old, new aspect) string {
	switch {
	case old.value == "":
		return fmt.Sprintf("applies to rows where %s instead of every row", new.show)
	case new.value == "":
		return fmt.Sprintf("applies to every row instead of those where %s", old.show)
	}
	return fmt.Sprintf("applies to rows where %s instead of %s", new.show, old.show)
}

// condition describes what a rule asks for. Where it holds one field against one
// value, a change of that value can be judged.
func (r *version) condition(x *rules.Rule) aspect {
	a := aspect{name: "what must hold", value: r.code(x.Then), show: quote(x.ThenText), open: true}
	c, ok := x.Then.Comparison()
	if !ok || len(c.Operands) != 1 || c.Operands[0].Variable >= 0 || c.Variable >= len(r.ret.Fields) {
		return a
	}
	sense := map[string]int{"<": -1, "<=": -1, ">": 1, ">=": 1}[c.Operator]
	if bound := ordered(c.Operands[0].Value); bound != nil && sense != 0 {
		a.order, a.sense, a.open, a.scale = bound, sense, false, r.field(c.Variable)+c.Operator
	}
	return a
}

// blanks describes what a rule makes of a row on which its condition is unknown.
func blanks(x *rules.Rule) aspect {
	does := cmp.Or(x.Blanks, map[bool]string{true: "skip", false: "fail"}[x.Expect])
	rank := number.FromInt(map[string]int64{"skip": 0, "pass": 0, "fail": 1}[does])
	now := map[string]string{"skip": "isn't counted", "pass": "passes", "fail": "fails"}
	was := map[string]string{"skip": "wasn't counted", "pass": "passed", "fail": "failed"}
	return aspect{name: "blanks", value: does, order: &rank, sense: 1, words: func(old, new aspect) string {
		return fmt.Sprintf("a row whose blanks leave it open now %s; before, it %s", now[new.value], was[old.value])
	}}
}

var reBraces = regexp.MustCompile(`\{[^{}]*\}`)

// braces is a message with the names in its braces as the newer version has them.
func (r *version) braces(text string) string { return reBraces.ReplaceAllStringFunc(text, r.plain) }

// code is an expression in a form in which two that differ in spaces alone, or in
// a name that was changed, are the same.
func (r *version) code(p *expr.Program) string {
	if p == nil {
		return ""
	}
	return r.plain(p.String())
}

var reName = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

func (r *version) plain(text string) string {
	var b strings.Builder
	for i, part := range splitQuotes(text) {
		if i%2 == 1 {
			b.WriteString(part)
			continue
		}
		part = reName.ReplaceAllStringFunc(part, func(name string) string {
			if to, ok := r.renamed[name]; ok {
				return to
			}
			return name
		})
		b.WriteString(strings.Map(func(c rune) rune {
			if unicode.IsSpace(c) {
				return -1
			}
			return c
		}, part))
	}
	return b.String()
}

// splitQuotes splits an expression: what stands outside quotes is at even places,
// texts with their quotes at odd ones.
func splitQuotes(s string) []string {
	var parts []string
	start, quote, escaped := 0, rune(0), false
	for i, c := range s {
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			parts = append(parts, s[start:i])
			start, quote = i, c
		case quote == 0:
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == quote:
			parts = append(parts, s[start:i+1])
			start, quote = i+1, 0
		}
	}
	return append(parts, s[start:])
}
