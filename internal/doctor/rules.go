package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"winnow/internal/workspace"
	"winnow/rules"
	"winnow/rules/lint"
)

// rules loads the rules and looks for what can't be right in them.
func (p *patient) rules() []Check {
	path := p.at(workspace.RulesDir)
	look := "winnow rules lint " + path
	set, err := rules.LoadPath(path)
	var faults rules.Errors
	switch {
	case errors.As(err, &faults):
		return []Check{ill("rules", Settings, look, "%s in the rule files", counted(len(faults), "fault", "faults"))}
	case errors.Is(err, fs.ErrNotExist):
		return []Check{ill("rules", Settings, "put the rule files into "+path, "there are none")}
	case err != nil:
		return []Check{ill("rules", Settings, look, "%v", err)}
	}
	p.set = set
	return []Check{p.lint(path, look), contacts(set, p.config.Mail.From != "" || p.config.Mail.Sends()), owed(set)}
}

func (p *patient) lint(path, look string) Check {
	csvs, err := fs.Glob(os.DirFS(path), "*.csv")
	if err != nil {
		return ill("rules", Settings, look, "%v", err)
	}
	warnings := 0
	for _, x := range lint.Check(p.set, lint.Files{Read: os.ReadFile, CSVs: append([]string{}, csvs...)}) {
		switch x.Severity {
		case lint.Fault:
			return ill("rules", Settings, look, "%s", x.Message)
		case lint.Warning:
			warnings++
		}
	}
	if warnings > 0 {
		return warn("rules", look, "no fault, %s", counted(warnings, "warning", "warnings"))
	}
	return well("rules", "%s, no fault", counted(len(p.set.Returns), "return", "returns"))
}

// contacts names the services that mails can't reach.
func contacts(set *rules.Set, mailed bool) Check {
	var without []string
	for _, s := range set.Services {
		if s.Email == "" {
			without = append(without, s.Service)
		}
	}
	switch {
	case len(set.Services) == 0:
		return warn("contacts", "list the services in rules/services.csv, with their mail addresses", "no service is known by name")
	case mailed && len(without) > 0:
		return warn("contacts", "fill email in rules/services.csv; until then their mails lie in the outbox as drafts, to be sent by hand", "%s no mail address: %s", counted(len(without), "service has", "services have"), some(without))
	}
	return well("contacts", "%s", counted(len(set.Services), "service", "services"))
}

// owed looks for returns that are owed by services nobody knows.
func owed(set *rules.Set) Check {
	known := map[string]bool{}
	for _, s := range set.Services {
		known[s.Service] = true
	}
	var strange []string
	for _, d := range set.Due {
		if !known[d.Service] && !slices.Contains(strange, d.Service) {
			strange = append(strange, d.Service)
		}
	}
	switch {
	case len(strange) > 0:
		return warn("returns due", "add them to rules/services.csv", "returns_due.csv names %s that services.csv doesn't: %s", counted(len(strange), "service", "services"), some(strange))
	case len(set.Due) == 0:
		return well("returns due", "nothing is said of what is owed: winnow status and winnow chase have nothing to tell")
	}
	return well("returns due", "%s", counted(len(set.Due), "row", "rows"))
}

// some lists the first names.
func some(names []string) string {
	const shown = 5
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}

// strangers returns the folders of the inbox that name no service.
func strangers(inbox string, set *rules.Set) []string {
	entries, err := os.ReadDir(inbox)
	if err != nil || set == nil || len(set.Services) == 0 {
		return nil
	}
	var names []string
	for _, e := range entries {
		known := slices.ContainsFunc(set.Services, func(s rules.Service) bool { return fold(s.Service) == fold(e.Name()) || fold(s.Name) == fold(e.Name()) })
		if e.IsDir() && !known && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}

// fold takes out of a service's name what a run makes no difference of.
func fold(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == '\u00a0' }), " ")
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
