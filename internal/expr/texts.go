package expr

import (
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"winnow/internal/number"
)

// texts are the functions on texts. Each may be written as a function or a
// method: lower(name) or name.lower().
func texts() []function {
	one, two := []Type{String}, []Type{String, String}
	change := func(name string, f func(string) string) function {
		return function{name: name, method: true, usage: name + "(text)", overloads: []overload{{one, String, plain(func(a []code) code { return ofText(mapText(a[0].text, f)) })}}}
	}
	test := func(name string, f func(s, part string) bool) function {
		return function{name: name, method: true, usage: "text." + name + `("…")`, overloads: []overload{{two, Bool, plain(func(a []code) code { return ofBool(testText(a[0].text, a[1].text, f)) })}}}
	}
	return []function{
		change("lower", strings.ToLower), change("upper", strings.ToUpper), change("trim", strings.TrimSpace),
		test("startsWith", strings.HasPrefix), test("endsWith", strings.HasSuffix), test("contains", strings.Contains),
		{name: "matches", method: true, usage: `text.matches("pattern")`, overloads: []overload{{two, Bool, matches}}},
		{name: "size", method: true, usage: "size(text)", overloads: []overload{{one, Number, plain(size)}}},
	}
}

func join(a []code) code {
	x, y := a[0].text, a[1].text
	return ofText(func(r Row) (string, bool) {
		s, ok := x(r)
		if !ok {
			return "", false
		}
		t, ok := y(r)
		return s + t, ok
	})
}

func mapText(a fn[string], f func(string) string) fn[string] {
	return func(r Row) (string, bool) {
		s, ok := a(r)
		return f(s), ok
	}
}

func testText(a, b fn[string], f func(s, part string) bool) fn[bool] {
	return func(r Row) (bool, bool) {
		s, ok := a(r)
		if !ok {
			return false, false
		}
		part, ok := b(r)
		return ok && f(s, part), ok
	}
}

// matches is text.matches("pattern"): a pattern in RE2's syntax found anywhere in
// the text, compiled once.
func matches(_ *unit, args []code) (code, error) {
	if !args[1].constant {
		return code{}, errors.New("the pattern of matches() must be written out in quotes")
	}
	re, err := regexp.Compile(args[1].value(nil).Str)
	if err != nil {
		return code{}, errors.New("the pattern of matches() is faulty: " + strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	a := args[0].text
	return ofBool(func(r Row) (bool, bool) {
		s, ok := a(r)
		return ok && re.MatchString(s), ok
	}), nil
}

// size is the number of characters.
func size(args []code) code {
	a := args[0].text
	return ofNumber(func(r Row) (number.Num, bool) {
		s, ok := a(r)
		return number.FromInt(int64(utf8.RuneCountInString(s))), ok
	})
}
