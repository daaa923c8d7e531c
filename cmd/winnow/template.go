package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"winnow/internal/nearest"
	"winnow/internal/period"
	"winnow/internal/template"
	"winnow/internal/workspace"
	"winnow/rules"
)

type templateFlags struct {
	workspace, rules, period, service, output string
	all, force                                bool
}

func newTemplate(s streams) *cobra.Command {
	var f templateFlags
	c := &cobra.Command{
		Use:   "template RETURN",
		Short: "Make the blank workbook of a return, for a service to fill in",
		Long: `Makes a blank workbook for a return from its rule file: the sheet to fill in with
its headings, formats, drop-downs and hints, how to fill it in and by when, what the
columns may hold, and a worked example. Filled in properly, it comes back without
anything to correct.

It is written into the folder at hand, called after the return and the period; a file
that is there already is left as it is without --force. With --all there is one for
each return and service of returns_due.csv, in the folder that --output names.

The rules are those of --rules or of the workspace -w, else of the workspace that it
stands in, else the shipped ones. The period is --period, else the workspace's; without
one its cell is left to be filled in, and dates are not held to it.`,
		Example: "  winnow template smoking_quits --period 2021-22-Q1\n  winnow template awards -w returns -o blank.xlsx\n  winnow template --all -w returns --period 2021-22-Q2 -o templates",
		RunE:    func(_ *cobra.Command, args []string) error { return s.template(f, args) },
	}
	c.Flags().StringVarP(&f.workspace, "workspace", "w", "", "the workspace's folder")
	c.Flags().StringVar(&f.rules, "rules", "", "rule file, or folder of rule files")
	c.Flags().StringVar(&f.period, "period", "", "the period that it is for, such as 2021-22-Q1")
	c.Flags().StringVar(&f.service, "service", "", "the service that fills it in, of services.csv")
	c.Flags().StringVarP(&f.output, "output", "o", "", "file to write, - for standard output; with --all the folder")
	c.Flags().BoolVar(&f.all, "all", false, "one for each return and service of returns_due.csv")
	c.Flags().BoolVar(&f.force, "force", false, "write over a file that is there")
	return c
}

func (s streams) template(f templateFlags, args []string) error {
	set, o, err := f.load()
	if err != nil {
		return err
	}
	switch {
	case f.all && len(args) > 0:
		return &usageError{"--all makes the templates of all returns: leave the return's name out, or --all", "winnow help template"}
	case f.all:
		return s.templates(f, set, o)
	case len(args) == 0:
		return &usageError{"template needs the name of a return", returnHint(set, "")}
	case len(args) > 1:
		return &usageError{"template takes the name of one return", "winnow help template"}
	}
	chosen, err := chosen(set, args)
	if err != nil {
		return err
	}
	b, err := blank(set, chosen[0], o)
	if err != nil {
		return err
	}
	if f.output == "-" {
		_, err := s.out.Write(b)
		return err
	}
	name := cmp.Or(f.output, templateName(chosen[0], o))
	if err := putTemplate(name, b, f.force); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "the blank workbook of %s is %s\n", chosen[0].Name, onALine(name))
	return err
}

// load finds the rules, and whom and what the workbook is for.
func (f templateFlags) load() (*rules.Set, template.Options, error) {
	var o template.Options
	config, folder, err := f.config()
	if err != nil {
		return nil, o, err
	}
	set, err := loadRules(cmp.Or(f.rules, folder), rules.Shipped)
	if err != nil {
		return nil, o, err
	}
	if o.Period, err = configPeriod(f.period, config); err != nil {
		return nil, o, err
	}
	o.Contact = config.Contact
	o.Service, err = serviceNamed(set, f.service)
	return set, o, err
}

// config reads the settings of -w, or of the workspace that the command stands in,
// and returns the folder of -w's rules; "" where there is none.
func (f templateFlags) config() (config workspace.Config, folder string, err error) {
	root := f.workspace
	if root == "" {
		if f.rules != "" || !exists(workspace.ConfigFile) {
			return config, "", nil
		}
		root = "."
	} else {
		folder = filepath.Join(root, workspace.RulesDir)
	}
	config, err = workspace.ReadConfig(root)
	return config, folder, err
}

// serviceNamed makes sure that services.csv has a service; without one, any is.
func serviceNamed(set *rules.Set, name string) (string, error) {
	if name == "" || len(set.Services) == 0 {
		return name, nil
	}
	var ids []string
	for _, s := range set.Services {
		if strings.EqualFold(s.Service, name) || strings.EqualFold(s.Name, name) {
			return s.Service, nil
		}
		ids = append(ids, s.Service)
	}
	hint := "the services are " + strings.Join(ids, ", ")
	if i := nearest.Of(name, ids); i >= 0 {
		hint = fmt.Sprintf("did you mean %s? %s", ids[i], hint)
	}
	return "", &usageError{fmt.Sprintf("--service: there is no service %q", name), hint}
}

// blank makes the workbook of a return. What no template can carry is a fault of
// usage, as it is the rule file or a flag that has to change.
func blank(set *rules.Set, ret *rules.Return, o template.Options) ([]byte, error) {
	var b bytes.Buffer
	err := template.Write(&b, set, ret, o)
	var unfit *template.Unfit
	if errors.As(err, &unfit) {
		return nil, &usageError{unfit.Reason, unfit.Hint}
	}
	return b.Bytes(), err
}

// templateName is the file's name where none is given: return, period and service.
func templateName(ret *rules.Return, o template.Options) string {
	parts := []string{cmp.Or(ret.Title, ret.Name), o.Period.String(), o.Service}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return workspace.SafeName(strings.Join(parts, " ") + ".xlsx")
}

// putTemplate writes a file, over one that is there only by force.
func putTemplate(name string, b []byte, force bool) error {
	if _, err := os.Lstat(name); err == nil && !force {
		return &usageError{fmt.Sprintf("%s is there already", name), "give another name with -o, or write over it with --force"}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return replace(name, b)
}

// templates makes the workbooks of all returns that services owe.
func (s streams) templates(f templateFlags, set *rules.Set, o template.Options) error {
	if f.output == "" || f.output == "-" {
		return &usageError{"--all needs --output: the folder to write into", "for example --output templates"}
	}
	owed := owedTemplates(set, o)
	if len(owed) == 0 {
		return &usageError{"returns_due.csv asks for no return" + ofPeriod(o.Period), "name a return, or add a line to returns_due.csv"}
	}
	if err := os.MkdirAll(f.output, 0o755); err != nil {
		return err
	}
	unfit := 0
	for _, w := range owed {
		b, err := blank(set, w.ret, w.Options)
		var usage *usageError
		if errors.As(err, &usage) {
			s.errorf("%s", usage.message)
			s.hintf("%s", usage.hint)
			unfit++
			continue
		}
		if err == nil {
			err = putTemplate(filepath.Join(f.output, templateName(w.ret, w.Options)), b, f.force)
		}
		if err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(s.out, "%s in %s\n", counted(len(owed)-unfit, "blank workbook is", "blank workbooks are"), onALine(f.output)); err != nil {
		return err
	}
	if unfit > 0 {
		return outcome(exitUsage)
	}
	return nil
}

func ofPeriod(p period.Period) string {
	if p.IsZero() {
		return ""
	}
	return " of " + p.String()
}

// owedTemplate is a workbook that a service needs.
type owedTemplate struct {
	template.Options
	ret *rules.Return
}

// owedTemplates lists what returns_due.csv asks for, each return and service once.
func owedTemplates(set *rules.Set, o template.Options) []owedTemplate {
	var out []owedTemplate
	for _, d := range set.Due {
		ret := set.Return(d.Return)
		known := slices.ContainsFunc(out, func(w owedTemplate) bool { return w.ret == ret && w.Service == d.Service })
		if ret == nil || known || o.Service != "" && o.Service != d.Service || !o.Period.IsZero() && !d.Owes(o.Period) {
			continue
		}
		w := owedTemplate{o, ret}
		w.Service = d.Service
		out = append(out, w)
	}
	return out
}

// exists says whether something of that name can be seen.
func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
