package validate

import (
	"regexp/syntax"
	"strconv"
	"strings"
)

// describePattern says in words what a pattern of literals, digits and letters
// in fixed or bounded numbers matches, and false for any other pattern.
func describePattern(pattern string) (string, bool) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	var parts []string
	if !describe(re, &parts) || len(parts) == 0 {
		return "", false
	}
	return strings.Join(parts, " followed by "), true
}

func describe(re *syntax.Regexp, parts *[]string) bool {
	switch re.Op {
	case syntax.OpBeginText, syntax.OpEndText, syntax.OpBeginLine, syntax.OpEndLine:
		return true
	case syntax.OpCapture:
		return describe(re.Sub[0], parts)
	case syntax.OpConcat:
		for _, s := range re.Sub {
			if !describe(s, parts) {
				return false
			}
		}
		return true
	case syntax.OpLiteral:
		*parts = append(*parts, string(re.Rune))
		return true
	case syntax.OpCharClass:
		return describeClass(re, "1", false, parts)
	case syntax.OpRepeat:
		return describeRepeat(re, parts)
	}
	return false
}

func describeRepeat(re *syntax.Regexp, parts *[]string) bool {
	switch {
	case re.Sub[0].Op != syntax.OpCharClass:
		return false
	case re.Min == re.Max:
		return describeClass(re.Sub[0], strconv.Itoa(re.Min), re.Min != 1, parts)
	case re.Max > re.Min:
		return describeClass(re.Sub[0], strconv.Itoa(re.Min)+" to "+strconv.Itoa(re.Max), true, parts)
	}
	return false
}

func describeClass(re *syntax.Regexp, count string, many bool, parts *[]string) bool {
	words := map[string]string{"09": "digit", "AZ": "capital letter", "az": "small letter", "AZaz": "letter", "09AZ": "digit or capital letter"}
	word, ok := words[string(re.Rune)]
	if !ok {
		return false
	}
	if many {
		word = strings.Replace(word, " or ", "s or ", 1) + "s"
	}
	*parts = append(*parts, count+" "+word)
	return true
}
