package expr

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIssues(t *testing.T) {
	for _, c := range []struct {
		src  string
		want []Issue
	}{
		// names
		{`cop_pm < 10`, []Issue{{1, 1, `there is no "cop_pm" here; did you mean 'co_ppm'?`}}},
		{`n > 1 && last_year.quit > 3`, []Issue{{1, 10, `there is no "last_year.quit" here; did you mean 'last_year.quits'?`}}},
		{`Outcome == "x"`, []Issue{{1, 1, `there is no "Outcome" here; did you mean 'outcome'?`}}},
		{`last_year > 3`, []Issue{{1, 1, `there is no "last_year" here on its own; write 'last_year.quits'`}}},
		{`somewhere > 3`, []Issue{{1, 1, `there is no "somewhere" here`}}},
		{`outcome.code > 3`, []Issue{{1, 1, `there is no "outcome.code" here`}}},
		{`days > 3`, []Issue{{1, 1, `there is no "days" here; days is a function: write days(earlier date, later date)`}}},
		{`size(name).x > 3`, []Issue{{1, 11, `a dot can't be used here: .x`}}},
		// several faults at once, in the order of the text
		{"n > \"x\" &&\n  cop_pm < 10 &&\n  foo(qit_date) == 1", []Issue{
			{1, 3, `n is a number and "x" is a text: > needs two of the same type`},
			{2, 3, `there is no "cop_pm" here; did you mean 'co_ppm'?`},
			{3, 3, `foo() is not part of the rule language`},
			{3, 7, `there is no "qit_date" here; did you mean 'quit_date'?`}}},
		// types
		{`n > "5"`, []Issue{{1, 3, `n is a number and "5" is a text: write the number without quotes`}}},
		{`quit_date > "2021-04-16"`, []Issue{{1, 11, `quit_date is a date and "2021-04-16" is a text: write the date as date("2021-04-16")`}}},
		{`quit_date > name`, []Issue{{1, 11, `quit_date is a date and name is a text: a date is written date("2021-04-16")`}}},
		{`quit_date > seen_at`, []Issue{{1, 11, `quit_date is a date and seen_at is a date with a time: take the day with date(…) first`}}},
		{`quit_date - period.start > 3`, []Issue{{1, 11, `dates are not subtracted: use days(earlier, later) for the days between them`}}},
		{`quit_date + 3 > period.start`, []Issue{{1, 11, `nothing is added to a date with + or -: use add_days(date, days)`}}},
		{`outcome + 1 == "x"`, []Issue{{1, 9, `outcome is a text and 1 is a number: + adds two numbers or joins two texts`}}},
		{`outcome * 2 == 1`, []Issue{{1, 9, `outcome is a text and 2 is a number: * works with numbers only`}}},
		{`yes < no`, []Issue{{1, 5, `yes is a yes/no condition and no is a yes/no condition: conditions can't be put in order; join them with && or ||`}}},
		{`1 < n < 5`, []Issue{{1, 7, `the result of < is a yes/no condition and 5 is a number: join two comparisons with && or ||`}}},
		{`blob == "x"`, []Issue{{1, 6, `blob is a value of no one type and "x" is a text, which can only be compared with null`}}},
		{`(n > "x") == yes && abs(n > "x") > 1`, []Issue{
			{1, 4, `n is a number and "x" is a text: > needs two of the same type`},
			{1, 27, `n is a number and "x" is a text: > needs two of the same type`}}},
		{`n && yes`, []Issue{{1, 1, `&& joins two conditions, and n is a number`}}},
		{`yes || n`, []Issue{{1, 8, `|| joins two conditions, and n is a number`}}},
		{`!n`, []Issue{{1, 1, `! turns a condition round, and n is a number`}}},
		{`-name == 1`, []Issue{{1, 1, `- needs a number after it, and name is a text`}}},
		{`n ? yes : no`, []Issue{{1, 3, `a condition must stand before ?, and n is a number`}}},
		{`(yes ? 1 : "a") == 1`, []Issue{{1, 6, `both values of a choice must be of one type, and 1 is a number and "a" is a text`}}},
		{`days(quit_date, n) > 1`, []Issue{{1, 1, `days() is written days(earlier date, later date); here quit_date is a date and n is a number`}}},
		{`days(quit_date) > 1`, []Issue{{1, 1, `days() is written days(earlier date, later date)`}}},
		{`n.round(1) > 1`, []Issue{{1, 3, `round() is written round(number) or round(number, places)`}}},
		{`n in ["a"]`, []Issue{{1, 3, `n is a number, and the list holds values of another type`}}},
		{`outcome in ["a", 1]`, []Issue{{1, 18, `the values of a list must be of one type: "a" is a text and 1 is a number`}}},
		{`n`, []Issue{{1, 1, `a condition is needed here, such as x > 10; this gives a number`}}},
		// null
		{`n > null`, []Issue{{1, 5, `null can only be compared: x == null or x != null`}}},
		{`null == null`, []Issue{{1, 6, `null can only be compared with a value that may be blank`}}},
		{`n in [null]`, []Issue{{1, 7, `null can only be compared: x == null or x != null`}}},
		// what can be seen without a row
		{`n > 1 / 0`, []Issue{{1, 7, `this can never have a value`}}},
		{`date("2021-02-30") > quit_date`, []Issue{{1, 1, `"2021-02-30" is not a day of the calendar; write year, month and day like date("2021-04-16")`}}},
		{`outcome.matches("[")`, []Issue{{1, 9, "the pattern of matches() is faulty: missing closing ]: `[`"}}},
		{`outcome.matches(name)`, []Issue{{1, 9, `the pattern of matches() must be written out in quotes`}}},
		{`round(n, 1.5) > 1`, []Issue{{1, 1, `the places of round() must be a whole number from -18 to 18`}}},
		{`round(n, 19) > 1`, []Issue{{1, 1, `the places of round() must be a whole number from -18 to 18`}}},
		{`number("a") > 1`, []Issue{{1, 1, `this can never have a value`}}},
		{`n > 0.12345678901234567890`, []Issue{{1, 5, `this number has more digits than are kept: write it with at most 15`}}},
		{`n > -0.12345678901234567890`, []Issue{{1, 5, `this number has more digits than are kept: write it with at most 15`}}},
		{`n > 1e300000`, []Issue{{1, 5, `this number is too large`}}},
		{`n > 99999999999999999999`, []Issue{{1, 5, `this number is too large`}}},
		// what CEL has and rules don't
		{`outcome.exists(x, x > 1)`, []Issue{{1, 9, `exists() is not part of the rule language`}}},
		{`[1, 2].all(x, x > 1)`, []Issue{{1, 8, `all() is not part of the rule language`}}},
		{`has(outcome.x)`, []Issue{{1, 1, `has() is not part of the rule language: ask for a value with != null`}, {1, 5, `there is no "outcome.x" here; did you mean 'outcome'?`}}},
		{`timestamp("x") > 1`, []Issue{{1, 1, `timestamp() is not part of the rule language: write a date as date("2021-04-16")`}}},
		{`stated("Total") > 1`, []Issue{{1, 1, `stated() is a figure of the whole file, so it can only be used in table rules`}}},
		{`dayz(quit_date, quit_date) > 1`, []Issue{{1, 1, `dayz() is not part of the rule language; did you mean days(earlier date, later date)?`}}},
		{`outcome.startswith("x")`, []Issue{{1, 9, `startswith() is not part of the rule language; did you mean text.startsWith("…")?`}}},
		{`sum(n) > 3`, []Issue{{1, 1, `sum() works over all rows, so it can only be used in table rules`}}},
		{`lookup("a.csv", outcome, "b") == "c"`, []Issue{{1, 1, `lookup() can't be used here`}}},
		{`{"a": 1}`, []Issue{{1, 1, `curly brackets are not part of the rule language`}}},
		{`Foo{a: 1}`, []Issue{{1, 4, `curly brackets are not part of the rule language`}}},
		{`n[0] > 1`, []Issue{{1, 2, `square brackets can only list values after in: x in [1, 2]`}}},
		{`[1, 2] == [1, 2]`, []Issue{{1, 1, `a list can only stand after in: x in [1, 2]`}, {1, 11, `a list can only stand after in: x in [1, 2]`}}},
		{`"a" in outcome`, []Issue{{1, 8, `in needs a list in square brackets after it: x in ["a", "b"]; for a part of a text use contains()`}}},
		{`outcome in []`, []Issue{{1, 12, `this list is empty`}}},
		{`n > 1u`, []Issue{{1, 5, `write the number without the u at its end`}}},
		{`outcome == b"x"`, []Issue{{1, 12, `write the text without the b before its quote`}}},
		// syntax
		{``, []Issue{{1, 1, `there is no expression here`}}},
		{" \n", []Issue{{1, 1, `there is no expression here`}}},
		{`co_ppm = 10`, []Issue{{1, 8, `a comparison is written ==, not =`}}},
		{`co_ppm < 10 and n > 3`, []Issue{{1, 13, `"and" is written &&`}}},
		{`co_ppm < 10 OR n > 3`, []Issue{{1, 13, `"or" is written ||`}}},
		{`not yes`, []Issue{{1, 5, `"not" is written !( )`}}},
		{`n not in [1]`, []Issue{{1, 3, `"not" is written !( )`}}},
		{`n is null`, []Issue{{1, 3, `a blank is asked for with == null, and anything else is compared with ==`}}},
		{`n <> 3`, []Issue{{1, 4, `a comparison is missing a side here, or "is not equal" was written <> instead of !=`}}},
		{`n > 5 & yes`, []Issue{{1, 7, `"and" is written &&`}}},
		{`n > 5%`, []Issue{{1, 7, `% is the remainder of a division; write a per cent as a plain number`}}},
		{`n > £5`, []Issue{{1, 5, `write an amount without the £ sign`}}},
		{`n between 1 and 2`, []Issue{{1, 3, `a range is written between(x, low, high)`}}},
		{`outcome == “quit”`, []Issue{{1, 12, `use straight quotes " around a text`}}},
		{`outcome == "quit`, []Issue{{1, 12, `the text that begins here has no closing quote`}}},
		{`outcome.matches("\d")`, []Issue{{1, 17, `a \ in a text must be doubled, or the text written r"…"`}}},
		{`outcome in ("a", "b")`, []Issue{{1, 16, `this comma is out of place; a list is written in square brackets: in [1, 2]`}}},
		{`outcome in ["a"`, []Issue{{1, 16, `a closing ] is missing`}}},
		{`n > 1,000`, []Issue{{1, 6, `write the number without commas`}}},
		{`(n > 1`, []Issue{{1, 7, `a closing ) is missing`}}},
		{`n > 1)`, []Issue{{1, 6, `this ) closes nothing, or something is missing before it`}}},
		{`n > 1 ? yes`, []Issue{{1, 12, `a choice is written condition ? value : other value, and its : is missing`}}},
		{`if n > 1`, []Issue{{1, 1, "there is no if(): say when the rule applies in when:, or write a choice as condition ? value : other value"}}},
		{`quit_date > 2021-03-01`, []Issue{{1, 11, `quit_date is a date and the result of - is a number: a date is written date("2021-04-16")`}}},
		{`n != blank`, []Issue{{1, 6, `there is no "blank" here; a blank is written null`}}},
		{`n +`, []Issue{{1, 4, `the expression stops too early: something is missing at its end`}}},
		{"n >\n  3 quits", []Issue{{2, 5, `'quits' was not expected here: an operator, a comma or a quote may be missing before it`}}},
	} {
		p, issues := testEnv(t).Compile(c.src, Bool)
		if p != nil {
			t.Errorf("%s: compiled", c.src)
		}
		if diff := cmp.Diff(c.want, issues); diff != "" {
			t.Errorf("%s:\n%s", c.src, diff)
		}
	}
}

func TestWantedType(t *testing.T) {
	for _, c := range []struct {
		src  string
		want Type
		text string
	}{
		{"n > 1", Number, "a number is needed here; this is a condition"},
		{"  name", Number, "a number is needed here; this gives a text"},
		{"n + 1", Number, ""},
		{"yes", Any, ""},
		{"blob", Any, ""},
		{"blob", Bool, "a condition is needed here, such as x > 10; this gives a value of no one type"},
	} {
		_, issues := testEnv(t).Compile(c.src, c.want)
		switch {
		case c.text == "" && issues != nil, c.text != "" && len(issues) != 1:
			t.Errorf("%s: %v", c.src, issues)
		case c.text != "" && (issues[0].Message != c.text || issues[0].Column != 1+strings.IndexFunc(c.src, func(r rune) bool { return r != ' ' })):
			t.Errorf("%s: %v", c.src, issues)
		}
	}
}

func TestLimits(t *testing.T) {
	for src, want := range map[string]string{
		"n > " + strings.Repeat("1", maxLength):                       "longer than 10000 characters",
		strings.Repeat("(", 200) + "yes" + strings.Repeat(")", 200):   "more than 100 levels",
		"n" + strings.Repeat(" + n", 200) + " > 1":                    "more than 100 levels",
		strings.Repeat("abs(", 200) + "n" + strings.Repeat(")", 200):  "more than 100 levels",
		strings.Repeat("yes ? no : ", 200) + "no":                     "more than 100 levels",
		"name" + strings.Repeat(".lower()", 200) + " == \"quit\"":     "more than 100 levels",
		strings.Repeat("{", 3000):                                     "level",
		"outcome.matches(\"((a{100}){100}){100}\")":                   "faulty",
		"outcome == '" + strings.Repeat("é", maxLength-13) + "' && x": "longer",
	} {
		_, issues := testEnv(t).Compile(src, Bool)
		if len(issues) != 1 || !strings.Contains(issues[0].Message, want) {
			t.Errorf("%.40s…: %v, want %q", src, issues, want)
		}
	}
	long := "yes" + strings.Repeat(" && yes", 1400)
	if v := mustCompile(t, testEnv(t), long).Eval(testRow(t)); !v.Bool {
		t.Error("a long chain of conditions is not true")
	}
}
