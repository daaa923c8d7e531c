package lint

import (
	"regexp"
	"slices"
	"strings"

	"winnow/rules"
)

// words looks at what people read: patterns and checks by name say nothing to
// the person who filled in a sheet.
func (r *returnLint) words() {
	for _, f := range r.ret.Fields {
		for _, c := range f.Constraints {
			at := r.at(f, c.Kind)
			if c.Kind == rules.Pattern && c.Message == "" && !r.ret.Bare {
				r.warn(at, "no-message", "the pattern of the field %q has no message: people don't read patterns, so say in words what is wrong", f.Name)
			}
			r.braces(at, c.Message, c.Fix)
		}
	}
	for _, k := range r.ret.Rules {
		at := r.src.at("rules", k.ID, "message")
		r.braces(at, k.Message, k.Fix, k.Expected)
		r.masked(at, k.Message, k.Fix, k.Expected)
	}
	for _, k := range r.ret.TableRules {
		r.braces(r.src.at("table_rules", k.ID, "message"), k.Message, k.Fix, k.Expected)
	}
}

var reBraces = regexp.MustCompile(`\{[^{}]*\}`)

// braces complains of a brace without its other one: a placeholder that stays as
// it is in the message.
func (r *returnLint) braces(at place, texts ...string) {
	for _, s := range texts {
		if strings.ContainsAny(reBraces.ReplaceAllString(s, ""), "{}") {
			r.warn(at, "open-brace", "%q has a brace without its other one: a placeholder is written {field}", s)
		}
	}
}

// masked complains of placeholders for values that are never shown.
func (r *returnLint) masked(at place, texts ...string) {
	for _, f := range r.ret.Fields {
		if f.Privacy == "drop" && slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, "{"+f.Name+"}") }) {
			r.warn(at, "never-shown", "{%s} in a message is never shown, as the field says privacy: drop", f.Name)
		}
	}
}

// tests notes the rules of which no test says that they fail.
func (r *returnLint) tests() {
	if r.ret.Bare {
		return
	}
	total, without := 0, []string(nil)
	look := func(id string) {
		total++
		if !slices.ContainsFunc(r.ret.Tests, func(t rules.Test) bool { return t.Find(id) }) {
			without = append(without, id)
		}
	}
	for _, k := range r.ret.Rules {
		look(k.ID)
	}
	for _, k := range r.ret.TableRules {
		look(k.ID)
	}
	if len(without) > 0 {
		r.note(r.src.at("tests"), "no-test", "no test shows %d of the %d rules of %s failing: %s", len(without), total, r.ret.Name, strings.Join(without, ", "))
	}
}
