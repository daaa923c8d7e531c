package rules

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

var (
	reIdentifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	reID         = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	reNotID      = regexp.MustCompile(`[^A-Za-z0-9._-]+`)
	reReserved   = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)`)
)

// reservedWords are names that expressions cannot speak of.
var reservedWords = map[string]bool{
	"as": true, "break": true, "const": true, "continue": true, "else": true, "false": true, "for": true,
	"function": true, "if": true, "import": true, "in": true, "let": true, "loop": true, "namespace": true,
	"null": true, "package": true, "return": true, "true": true, "var": true, "void": true, "while": true,
}

// identifier reads a name that expressions can speak of. One that they can't is
// a fault, and returned all the same.
func (v value) identifier() (string, bool) {
	s, ok := v.filled()
	switch {
	case !ok:
		return "", false
	case !reIdentifier.MatchString(s):
		v.fault("%s is %q; a name is letters, digits and _, and doesn't begin with a digit (what people read goes into \"title\")", v.what, s)
		return s, false
	case reservedWords[s]:
		v.fault("%s is %q, a word that expressions use for themselves: choose another", v.what, s)
		return s, false
	}
	return s, true
}

// id reads the id of a rule.
func (v value) id() (string, bool) {
	s, ok := v.filled()
	if ok && !reID.MatchString(s) {
		v.fault("%s is %q; an id is letters, digits, dots, - and _, such as co-below-10", v.what, s)
		return "", false
	}
	return s, ok
}

// isFolderName says whether a folder may have the name, on Linux and Windows.
func isFolderName(s string) bool {
	return reID.MatchString(s) && !reReserved.MatchString(s) && !strings.HasSuffix(s, ".")
}

// folderName makes a text into one that a folder may have.
func folderName(s string) string {
	s = strings.Trim(reNotID.ReplaceAllString(s, "_"), "._-")
	if s == "" || !isFolderName(s) {
		s = "schema_" + s
	}
	return s
}

// checkFileName says in words why a file that a rule file names may not be
// used, or returns "". Names stay in the folder, and mean the same on Linux and
// Windows.
func checkFileName(name string) string {
	if problem := checkName(name); problem != "" {
		return problem
	}
	if !strings.EqualFold(path.Ext(name), ".csv") {
		return fmt.Sprintf("%q is not a .csv file", name)
	}
	return ""
}

// checkName is checkFileName for files of any kind.
func checkName(name string) string {
	switch {
	case strings.Contains(name, `\`):
		return fmt.Sprintf(`"%s" has a back-slash in it: write / between folder and file`, name)
	case strings.HasPrefix(name, "/") || !fs.ValidPath(name) || name == ".":
		return fmt.Sprintf("%q is not a file in the rules folder: name a file beside this one", name)
	}
	for part := range strings.SplitSeq(name, "/") {
		switch {
		case reReserved.MatchString(part):
			return fmt.Sprintf("%q cannot be a file's name on Windows", name)
		case strings.ContainsAny(part, `<>:"|?*`) || strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") || printable(part) != part:
			return fmt.Sprintf("%q cannot be a file's name on Windows", name)
		}
	}
	return ""
}

// IsName says whether a return or a field may have the name, so that expressions
// can speak of it.
func IsName(s string) bool { return reIdentifier.MatchString(s) && !reservedWords[s] }
