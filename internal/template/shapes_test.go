package template_test

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/internal/officetest"
	"winnow/internal/period"
	"winnow/internal/template"
	"winnow/rules"
)

// load compiles one rule file, with a code list of 40 places beside it.
func load(t *testing.T, text string) (*rules.Set, *rules.Return) {
	t.Helper()
	places := "code,name\n"
	for i := range 40 {
		places += fmt.Sprintf("P%02d,\"Place %d, North\"\n", i, i)
	}
	set, err := rules.Load(fstest.MapFS{"it.yaml": {Data: []byte("winnow: v1\nreturn: it\n" + text)}, "places.csv": {Data: []byte(places)},
		"services.csv": {Data: []byte("service,name\nclinics,Clinics North\n")}}, ".", "")
	if err != nil {
		t.Fatal(err)
	}
	return set, set.Returns[0]
}

var shapes = map[string]string{
	"form": `
title: Testing site
layout: form
period: quarter
facts: {period: {label: Return period}, as_at: {label: Data as at, type: date}}
fields:
  - {name: site, title: Site, type: string, key: true, constraints: {required: true}}
  - {name: opened, title: Opened on, type: date, constraints: {required: true}, within: period}
  - {name: tests, title: Tests done, type: integer, constraints: {required: true, minimum: 0}}
  - {name: positive, title: Positive, type: integer}
  - {name: code, title: Code, type: string, constraints: {enum: {list: places.csv, column: code}}}
rules:
  - {id: positive, expect: positive <= tests, message: "{positive} of {tests} tests can't be positive."}
`,
	"wide": `
title: People by age band
unpivot: {columns: ["Under 18", {title: 18-34, aliases: [18 to 34]}, 35 and over], name: age_band, value: people, total: Total}
fields:
  - {name: area, title: Area, type: string, key: true, constraints: {required: true}}
  - {name: age_band, title: Age band, type: string}
  - {name: people, title: People, type: integer, constraints: {required: true, minimum: 0}}
primaryKey: [area, age_band]
`,
	"two rows of headings": `
title: Quits by sex
find: {header: {rows: 2, within: 20}}
unpivot:
  value: people
  columns:
    "Males / Set": {sex: male, outcome: set}
    "Males / Quit": {sex: male, outcome: quit}
    "Females / Set": {sex: female, outcome: set}
fields:
  - {name: area, title: Area, type: string, key: true, constraints: {required: true}}
  - {name: sex, title: Sex, type: string}
  - {name: outcome, title: Outcome, type: string}
  - {name: people, title: People, type: integer, constraints: {required: true}}
primaryKey: [area, sex, outcome]
`,
	"a part of a sheet": `
title: Part 1A, by ethnic category
find: {block: {after: [PART 1A, Section A], before: Part 1B}}
fields:
  - {name: category, title: Category, type: string, key: true, constraints: {required: true}}
  - {name: quits, title: Quits, type: integer, constraints: {required: true}}
`,
	"a version cell": `
title: Visits
period: quarter
find: {template: {cell: B2, accept: ["2020.1", "2021.2"]}, sheets: ["Visits Q{quarter}"]}
facts: {service: {label: Service}, period: {label: Return period}, seen_by: {label: Seen by, type: string}, as_at: {label: As at, type: date}}
fields:
  - {name: ref, title: Ref, type: string, key: true, constraints: {required: true, pattern: {value: '0\d{5}', message: "A ref is 0 and five digits."}}}
  - {name: day, title: Day, type: date, constraints: {required: true, maximum: 2021-05-31}, within: period}
`,
	"a version cell below the facts": `
title: Visits
find: {template: {cell: D9, accept: ["7"]}}
fields:
  - {name: ref, title: Ref, type: string, key: true, constraints: {required: true}}
`,
	"stated figures": `
title: Visits
fields:
  - {name: n, title: Number of visits, type: integer, constraints: {required: true, minimum: 1}}
  - {name: ref, title: Ref, type: string, key: true, constraints: {required: true}}
measures: [{name: visits, sum: {field: n}}]
table_rules: [{id: as-stated, expect: 'stated("Visits in all") == visits', message: Not as stated.}]
`,
	"every type": `
title: Every type
missingValues: ["", {value: "<5", label: suppressed}]
fields:
  - {name: s, title: Words, type: string, constraints: {required: true, minLength: 3, maxLength: 9}}
  - {name: p, title: Place, type: string, constraints: {required: true, enum: {list: places.csv, column: code}}}
  - {name: pn, title: Place by name, type: string, constraints: {required: true, enum: {list: places.csv, column: name}}}
  - {name: n, title: Rate, type: number, decimals: 1, constraints: {required: true, exclusiveMinimum: 0}}
  - {name: m, title: Money, type: number, decimals: 2, currency: GBP, missingValues: [""], constraints: {required: true, minimum: 0, maximum: 100}}
  - {name: f, title: Share, type: number, percent: fraction, missingValues: [""], constraints: {required: true, maximum: 1}}
  - {name: i, title: Whole, type: integer, missingValues: [""], constraints: {required: true, exclusiveMaximum: 9}}
  - {name: b, title: Yes or no, type: boolean, trueValues: ["Yes"], falseValues: ["No"], constraints: {required: true}}
  - {name: d, title: Day, type: date, format: "%d/%m/%Y", missingValues: [""], constraints: {required: true}}
  - {name: dt, title: Moment, type: datetime, format: "%d/%m/%Y %H:%M", constraints: {required: true}}
  - {name: t, title: Time, type: time, format: "%H:%M", constraints: {required: true}}
  - {name: y, title: Year, type: year, constraints: {required: true}}
  - {name: ym, title: Month, type: yearmonth, constraints: {required: true}}
  - {name: du, title: Took, type: duration, constraints: {required: true}}
  - {name: l, title: Staff, type: list, delimiter: "|", constraints: {required: true}}
  - {name: o, title: Answers, type: object, constraints: {required: true}}
  - {name: g, title: Where, type: geopoint, constraints: {required: true}}
  - {name: e, title: Mail, type: string, format: email, constraints: {required: true}}
  - {name: c, title: Postcode, type: string, check: postcode_iso3166_alpha2=GB, constraints: {required: true}}
  - {name: a, title: Anything, type: any, constraints: {required: true}}
`,
}

// Whatever its shape, a template filled in as its example is comes through without
// an exception of any kind; also where nothing says which sheet is which, as the
// rule set has one return only.
func TestShapes(t *testing.T) {
	for name, text := range shapes {
		t.Run(name, func(t *testing.T) {
			set, ret := load(t, text)
			p := periodOf(t, ret.PeriodKind)
			b := workbook(t, set, ret, template.Options{Period: p, Service: "clinics"})
			if f, found := check(t, set, "", p, written(t, b)); len(found) == 0 {
				t.Errorf("a blank one has %d tables and nothing to correct", len(f.Tables))
			}
			s := open(t, b)
			rows := s.example()
			s.fill(ret, rows)
			n := len(rows)
			if u := ret.Unpivot; u != nil {
				n *= len(u.Columns)
			}
			f, found := check(t, set, "", p, s.save())
			clean(t, ret, f, found, n)
		})
	}
}

// The sheet to fill in is the only one that is read, whatever the others hold.
func TestOtherSheetsAreNotRead(t *testing.T) {
	got := template.Own([]string{"Visits", "how to fill this in", "EXAMPLE", "Allowed values"})
	if diff := cmp.Diff([]bool{false, false, false, false}, got); diff != "" {
		t.Errorf("no template (-want +got):\n%s", diff)
	}
	got = template.Own([]string{"Visits", "How to fill this in", "Example", "Allowed values", "Rules"})
	if diff := cmp.Diff([]bool{false, true, true, true, false}, got); diff != "" {
		t.Errorf("a template (-want +got):\n%s", diff)
	}
}

// Nothing of the other sheets is taken for the return even under other names.
func TestOtherSheetsRenamed(t *testing.T) {
	for name, text := range shapes {
		t.Run(name, func(t *testing.T) {
			set, ret := load(t, text)
			p := periodOf(t, ret.PeriodKind)
			s := open(t, workbook(t, set, ret, template.Options{Period: p, Service: "clinics"}))
			s.fill(ret, s.example())
			for i, old := range s.GetSheetList()[1:] {
				if err := s.SetSheetName(old, fmt.Sprintf("Other %d", i)); err != nil {
					t.Fatal(err)
				}
			}
			f, found := check(t, set, "", p, s.save())
			if len(f.Tables) != 1 || f.Tables[0].Rows.HeldBack > 0 {
				t.Errorf("%d tables, %v", len(f.Tables), found)
			}
		})
	}
}

// What the cells of a template take.
func TestEntryChecks(t *testing.T) {
	set, ret := load(t, shapes["every type"])
	s := open(t, workbook(t, set, ret, template.Options{}))
	all, err := s.GetDataValidations(s.name)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, v := range all {
		style := "lets through"
		if v.ErrorStyle != nil {
			style = *v.ErrorStyle
		}
		from, _, _ := strings.Cut(v.Sqref, ":")
		title, err := s.GetCellValue(s.name, strings.TrimRight(from, "0123456789")+fmt.Sprint(s.next-1))
		if err != nil {
			t.Fatal(err)
		}
		got[title] = strings.Join(strings.Fields(fmt.Sprint(style, " ", v.Type, " ", v.Operator, " ", v.Formula1, " ", v.Formula2)), " ")
		if v.Prompt == nil || *v.PromptTitle != title {
			t.Errorf("%s has no hint", title)
		}
	}
	var codes []string
	for i := range 40 {
		codes = append(codes, fmt.Sprintf("P%02d", i))
	}
	want := map[string]string{
		"Words": "warning textLength between 3 9", "Place": `stop list "` + strings.Join(codes, ",") + `,<5"`, "Place by name": "stop list 'Allowed values'!$B$45:$B$85",
		"Rate": "warning decimal greaterThan 0", "Money": "stop decimal between 0 100", "Share": "stop decimal lessThanOrEqual 1",
		"Whole": "stop whole lessThan 9", "Yes or no": `stop list "Yes,No,<5"`, "Day": "stop date between 1 2958465", "Moment": "warning date between 1 2958466",
		"Time": "lets through", "Year": "warning whole between -999999999999 999999999999", "Month": "lets through", "Took": "lets through", "Staff": "lets through",
		"Answers": "lets through", "Where": "lets through", "Mail": "lets through", "Postcode": "lets through", "Anything": "lets through",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What no template can carry is refused in words.
func TestUnfit(t *testing.T) {
	for text, want := range map[string]string{
		"find: {template: {cell: A60, accept: ['1']}}\nfields: [{name: a}]":                            "the headings of it would stand in row 62",
		"find: {sheets: ['Q{quarter}']}\nfields: [{name: a}]":                                          "is named after its period (Q{quarter}), and none is given",
		"find: {sheets: [example]}\nfields: [{name: a}]":                                               "“example” of it would be taken for one of the template's own",
		"find: {header: {within: 2}}\nfacts: {as_at: {label: As at, type: date}}\nfields: [{name: a}]": "looks for them in the first 2",
	} {
		set, ret := load(t, text)
		err := template.Write(io.Discard, set, ret, template.Options{})
		var unfit *template.Unfit
		if !errors.As(err, &unfit) || !strings.Contains(unfit.Reason, want) || unfit.Hint == "" {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// Sheets named after months are one for each month of the period.
func TestSheetOfEachMonth(t *testing.T) {
	set, ret := load(t, "period: quarter\nfind: {sheets: ['{month}']}\nfields: [{name: ref, title: Ref, key: true, constraints: {required: true}}, {name: n, title: Number, type: integer, constraints: {required: true}}]")
	p := periodOf(t, period.Quarter)
	s := open(t, workbook(t, set, ret, template.Options{Period: p}))
	if diff := cmp.Diff([]string{"April", "May", "June", "How to fill this in", "Example"}, s.GetSheetList()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A clerk fills a template in with LibreOffice: what is typed there is accepted, and
// the drop-downs are still there after it was saved.
func TestThroughLibreOffice(t *testing.T) {
	clerk := officetest.Start(t)
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	p := periodOf(t, period.Quarter)
	for _, name := range []string{"weight_referrals", "new_birth_visits", "awards", "health_visiting"} {
		t.Run(name, func(t *testing.T) {
			ret := set.Return(name)
			b := workbook(t, set, ret, template.Options{Period: p})
			s := open(t, b)
			rows := s.example()
			var edits []officetest.Edit
			for i, row := range rows {
				for _, e := range row {
					if e.value != "" {
						edits = append(edits, officetest.Type(s.name, e.place+fmt.Sprint(s.next+i), e.value))
					}
				}
			}
			out := filepath.Join(t.TempDir(), "filled.xlsx")
			clerk.For(t).Edit(written(t, b), out, edits...)
			f, found := check(t, set, "", p, out)
			clean(t, ret, f, found, len(rows), few...)
			before, after := dropDowns(t, s.File, s.name), dropDownsOf(t, out, s.name)
			if before == 0 || before != after {
				t.Errorf("%d drop-downs, and %d after LibreOffice", before, after)
			}
		})
	}
}

func dropDowns(t *testing.T, f *excelize.File, sheet string) int {
	t.Helper()
	all, err := f.GetDataValidations(sheet)
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(v *excelize.DataValidation) bool { return v.Type != "list" })
	return len(all)
}

func dropDownsOf(t *testing.T, name, sheet string) int {
	t.Helper()
	f, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return dropDowns(t, f, sheet)
}

// TestGuideSaysWhatIsWrong: where a rule says only what is wrong, or two ask for the
// same, the guide says that this isn't accepted, or is asked about.
func TestGuideSaysWhatIsWrong(t *testing.T) {
	set, ret := load(t, `title: Sites
fields:
  - {name: site, title: Site, type: string, key: true}
  - {name: done, title: Done, type: integer}
rules:
  - {id: few, expect: done * done > 5, severity: query, message: Few were done.}
  - {id: none, expect: done > 0, message: None was done., expected: some done, fix: Enter them.}
  - {id: less, expect: done >= 0, message: Less than none was done., expected: some done}
  - {id: many, expect: done < 99, message: Many were done., expected: fewer than 99}
`)
	s := open(t, workbook(t, set, ret, template.Options{}))
	var got []string
	for _, row := range s.cells("How to fill this in") {
		if len(row) > 1 && (strings.HasPrefix(row[0], "Must be") || strings.HasPrefix(row[0], "Right,")) {
			got = append(got, row[0]+": "+row[1])
		}
	}
	want := []string{
		"Right, or explained: Asked about: Few were done.",
		"Must be right: Not accepted: None was done. Enter them.",
		"Must be right: Not accepted: Less than none was done.",
		"Must be right: Fewer than 99.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestOpensAtTheFirstCell: whoever opens the sheet, by keyboard or by ear, stands in the
// first cell to fill in, not in the first that isn't frozen.
func TestOpensAtTheFirstCell(t *testing.T) {
	set, ret := load(t, "title: It\nfields:\n  - {name: ref, title: Ref, type: string, key: true}\n  - {name: n, title: N, type: integer}\n")
	s := open(t, workbook(t, set, ret, template.Options{}))
	panes, err := s.GetPanes(s.name)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("A%d", panes.YSplit+1)
	if got := panes.Selection; len(got) != 1 || got[0].ActiveCell != want || got[0].Pane != panes.ActivePane {
		t.Errorf("%+v in the pane %s, want %s", got, panes.ActivePane, want)
	}
}
