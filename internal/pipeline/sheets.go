package pipeline

import (
	"regexp"
	"strings"
)

// sheetMatches says whether a sheet's name fits a rule file's pattern: case and
// white space don't count, * stands for anything, {quarter} for 1 to 4, {month}
// for a month's name or number, {year} for a year such as 2021-22.
func sheetMatches(pattern, name string) bool {
	expr := regexp.QuoteMeta(foldName(pattern))
	expr = strings.NewReplacer(
		`\*`, `.*`,
		`\{quarter\}`, `[1-4]`,
		`\{month\}`, `(?:\d{1,2}|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)`,
		`\{year\}`, `\d{2,4}(?:[-/]\d{2,4})?`,
	).Replace(expr)
	ok, err := regexp.MatchString("^"+expr+"$", foldName(name))
	return err == nil && ok
}

func foldName(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
