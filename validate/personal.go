package validate

import (
	"regexp"
	"strings"

	"winnow/internal/report"
)

var (
	reEmail     = regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	reNHSSpaced = regexp.MustCompile(`(?:^|[^\d-])(\d{3}[ -]\d{3}[ -]\d{4})(?:[^\d-]|$)`)
	reNHS       = regexp.MustCompile(`(?:^|\D)(\d{10})(?:\D|$)`)
)

// tooPersonal faults a text with an e-mail address or an NHS number where the
// field asks for neither, and keeps the value out of every output. Ten digits in
// one run are taken for an NHS number only in a field about a person, as other
// references have them too.
func (f *field) tooPersonal(e *entry, text string) bool {
	if f.checker.ret.Bare || f.Check != "" || f.Format == "email" || f.Privacy == "drop" && !f.coded {
		return false
	}
	what := personal(text, f.Privacy == "pseudonymise" || f.Privacy == "drop")
	if what == "" || f.takes(text) {
		return false
	}
	e.state, e.masked = broken, true
	f.fail(e, &fault{rule: f.Name + ".personal", kind: report.KindPersonal, severity: report.Error, expected: f.wanted(),
		message: "The value in " + f.title + " holds " + what + ", which does not belong in this return.",
		fix:     "Take it out of the file, and tell whoever looks after data protection if the file was sent on."})
	return true
}

// personal says which personal data a text holds, "" for none.
func personal(text string, runs bool) string {
	if strings.Contains(text, "@") && reEmail.MatchString(text) {
		return "an e-mail address"
	}
	if digitsIn(text) < 10 {
		return ""
	}
	m := reNHSSpaced.FindStringSubmatch(text)
	if m == nil && runs {
		m = reNHS.FindStringSubmatch(text)
	}
	if m != nil && nhsNumber(m[1]) {
		return "an NHS number"
	}
	return ""
}

func digitsIn(text string) int {
	n := 0
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n
}

// nhsNumber checks the last of ten digits: NHS Data Dictionary, NHS NUMBER,
// modulus 11.
func nhsNumber(text string) bool {
	sum, n, last := 0, 0, 0
	for _, c := range text {
		if c < '0' || c > '9' {
			continue
		}
		last = int(c - '0')
		if n++; n < 10 {
			sum += (11 - n) * last
		}
	}
	check := (11 - sum%11) % 11
	return n == 10 && check != 10 && check == last
}
