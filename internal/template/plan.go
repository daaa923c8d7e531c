package template

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"winnow/internal/period"
	"winnow/internal/table"
	"winnow/rules"
)

// entryRows is how many rows of the sheet to fill in have drop-downs and checks on
// entry. Rows further down are read like any other, and the guide says so.
const entryRows = 5000

// plan is where everything stands on the sheet to fill in.
type plan struct {
	set     *rules.Set
	ret     *rules.Return
	options Options

	sheets  []string // to fill in, the same but for their names
	labels  []label  // cells beside a label, above the table
	block   int      // row of the label that the table stands below; 0 for none
	columns []column
	header  int // row of the headings, the lower one where there are two; 0 in a form
	version cell
	lists   []list // what columns may hold, where that is a list

	row int // last one given away
}

// cell is a place on the sheet: the 0-based column and 1-based row.
type cell struct{ col, row int }

func (c cell) String() string { return table.Address(c.col, c.row) }

// label is a cell beside its label: a fact, or a figure that rules compare with.
type label struct {
	fact rules.Fact
	at   cell // of the entry; the label stands to its left
	why  string
}

// column is one column of the table, or one entry of a form.
type column struct {
	title    string
	field    *rules.Field // whose values stand there
	gives    []string     // of a wide table's column: by Unpivot.Fields, what the column itself says
	wide     bool         // a wide table's column
	total    bool         // the sum of a wide table's row
	required bool
	at       cell // the first cell to fill in
}

// newPlan lays the sheet out. The error is an *Unfit.
func newPlan(set *rules.Set, ret *rules.Return, o Options) (*plan, error) {
	p := &plan{set: set, ret: ret, options: o}
	for _, step := range []func() error{p.fit, p.nameSheets, p.findVersion} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	p.row = 2 // the title, and what the rows are
	if p.version.row > 0 && p.version.row <= 2 {
		p.row = 3
	}
	p.addLabels()
	p.addColumns()
	if err := p.place(); err != nil {
		return nil, err
	}
	p.addLists()
	return p, nil
}

// fit refuses what no workbook with headings can hold.
func (p *plan) fit() error {
	if r := p.ret.Resource; r != nil && r.NoHeader {
		return &Unfit{fmt.Sprintf("%s has no column headings, so a template of it would say nothing", p.ret.Name),
			"send a sample of the CSV file instead"}
	}
	return nil
}

// nextRow returns the next row that the version's cell doesn't stand in.
func (p *plan) nextRow() int {
	p.row++
	if p.row == p.version.row {
		p.row++
	}
	return p.row
}

// titleRow is where the title stands: the first row but for one with the version.
func (p *plan) titleRow() int {
	if p.version.row == 1 {
		return 2
	}
	return 1
}

func (p *plan) grainRow() int {
	if r := p.titleRow() + 1; r != p.version.row {
		return r
	}
	return p.titleRow() + 2
}

// findVersion reads where the version must stand.
func (p *plan) findVersion() error {
	if p.ret.Find.TemplateCell == "" || len(p.ret.Find.TemplateAccept) == 0 {
		return nil
	}
	col, row, err := excelize.CellNameToCoordinates(p.ret.Find.TemplateCell)
	if err != nil {
		return &Unfit{fmt.Sprintf("find.template of %s names no cell of a sheet: %s", p.ret.Name, p.ret.Find.TemplateCell), "name a cell such as B2"}
	}
	p.version = cell{col - 1, row}
	return nil
}

// accepted is the version that the template says it is: the last that the rules name.
func (p *plan) accepted() string { return p.ret.Find.TemplateAccept[len(p.ret.Find.TemplateAccept)-1] }

// labelColumn is where labels stand: a form has the words "required" before them.
func (p *plan) labelColumn() int {
	if p.ret.Form {
		return 1
	}
	return 0
}

// addLabels gives the facts and the stated figures a row each, with a blank one
// below: what stands below a blank entry would be taken for its value.
func (p *plan) addLabels() {
	for _, f := range p.ret.Facts {
		p.addLabel(label{fact: f, why: factWords(f)})
	}
	for _, s := range p.ret.Stated {
		if !strings.Contains(s, " / ") { // that is a cell of a total row, not of a line above the table
			p.addLabel(label{fact: rules.Fact{Label: s, Type: rules.TypeNumber}, why: "The figure that is printed with the return. It is compared with the rows."})
		}
	}
}

func (p *plan) addLabel(l label) {
	l.at = cell{p.labelColumn() + 1, p.nextRow()}
	p.nextRow()
	p.labels = append(p.labels, l)
}

// addColumns lists the columns as the rule file has them: those of the fields, then
// those of a wide table and of its total.
func (p *plan) addColumns() {
	for i, f := range p.ret.Fields {
		if !p.ret.Made(i) {
			p.columns = append(p.columns, column{title: f.Title, field: f, required: isRequired(f)})
		}
	}
	u := p.ret.Unpivot
	if u == nil {
		return
	}
	value := p.ret.Fields[u.Value]
	for _, w := range u.Columns {
		p.columns = append(p.columns, column{title: w.Title, field: value, gives: w.Gives, wide: true, required: isRequired(value)})
	}
	if u.Total != nil {
		p.columns = append(p.columns, column{title: u.Total.Title, field: value, total: true})
	}
}

func isRequired(f *rules.Field) bool {
	return slices.ContainsFunc(f.Constraints, func(c *rules.Constraint) bool { return c.Kind == rules.Required && !c.Trial })
}

// place gives the columns, or the entries of a form, their cells.
func (p *plan) place() error {
	if !p.ret.Find.Block.IsZero() && len(p.ret.Find.Block.After) > 0 {
		p.block = p.nextRow()
	}
	if p.ret.Form {
		for i := range p.columns {
			p.columns[i].at = cell{2, p.nextRow()}
		}
		return nil
	}
	p.row = max(p.row, p.version.row) + 1 // a row with the words "required" and "optional"
	p.header = p.row + p.ret.Find.HeaderRows
	if p.header-p.block > p.ret.Find.HeaderWithin {
		return p.tooLow()
	}
	if len(p.columns) > excelize.MaxColumns {
		return &Unfit{fmt.Sprintf("%s has %d columns, more than the %d of a sheet", p.ret.Name, len(p.columns), excelize.MaxColumns), "a CSV file holds them"}
	}
	for i := range p.columns {
		p.columns[i].at = cell{i, p.header + 1}
	}
	return nil
}

func (p *plan) tooLow() error {
	reason := fmt.Sprintf("the headings of %s would stand in row %d, and the rule file looks for them in the first %d", p.ret.Name, p.header, p.ret.Find.HeaderWithin)
	hint := "raise find.header.within"
	if p.version.row > 0 && p.version.row+p.ret.Find.HeaderRows+1 == p.header {
		hint = fmt.Sprintf("put the version (find.template.cell, %s) further up, or raise find.header.within", p.version)
	}
	return &Unfit{reason, hint}
}

// cells is the range of a column that has drop-downs and checks on entry.
func (p *plan) cells(c column) string {
	if p.ret.Form {
		return c.at.String()
	}
	return c.at.String() + ":" + cell{c.at.col, c.at.row + entryRows - 1}.String()
}

// name is a column's title with where it stands: "A · Client reference". No sheet
// but the one to fill in has a cell that is a title: it could be taken for a table.
func (p *plan) name(c column) string {
	if p.ret.Form {
		return c.at.String() + " · " + c.title
	}
	return table.Letters(c.at.col) + " · " + c.title
}

func (p *plan) title() string { return cmp.Or(p.ret.Title, p.ret.Name) }

// examplePeriod is the period that the worked example lies in.
func (p *plan) examplePeriod() period.Period {
	if !p.options.Period.IsZero() || p.ret.PeriodKind == period.None {
		return p.options.Period
	}
	day, _ := period.NewDate(2021, 4, 1)
	return period.Of(day, p.ret.PeriodKind)
}
