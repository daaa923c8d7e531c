package reply

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/table"
)

// fakeBook is sheets of texts, in the order of their names' digits; "=12" is a number.
type fakeBook []fakeSheet

type fakeSheet struct {
	name string
	rows [][]string
	err  error
}

func (b fakeBook) Sheets() []Sheet {
	var sheets []Sheet
	for _, s := range b {
		sheets = append(sheets, Sheet{Name: s.name})
	}
	return sheets
}

func (b fakeBook) Date1904() bool { return false }

func (b fakeBook) Rows(sheet int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for i, texts := range b[sheet].rows {
			row := Row{Number: i + 1}
			for _, text := range texts {
				row.Cells = append(row.Cells, fakeCell(text))
			}
			if !slices.ContainsFunc(row.Cells, func(c table.Cell) bool { return !c.Empty() }) {
				continue
			}
			if !yield(row, nil) {
				return
			}
		}
		if b[sheet].err != nil {
			yield(Row{}, b[sheet].err)
		}
	}
}

func fakeCell(text string) table.Cell {
	if number, ok := strings.CutPrefix(text, "="); ok {
		return table.Cell{Kind: table.Number, Raw: number}
	}
	if text == "" {
		return table.Cell{Kind: table.Blank}
	}
	return table.Cell{Kind: table.Text, Raw: text}
}

const idA, idB, idC = "00000000000000aa", "00000000000000bb", "00000000000000cc"

// answered is a sheet of exceptions with the given lines of did, reason, reference.
func answered(name string, lines ...[]string) fakeSheet {
	rows := [][]string{{"Only the first are listed."}, {}, {"How serious", TitleDid, TitleReason, "Rule", TitleReference}}
	for _, l := range lines {
		rows = append(rows, []string{"Must", l[0], l[1], "r", l[2]})
	}
	return fakeSheet{name: name, rows: rows}
}

func read(t *testing.T, b Book) *Returned {
	t.Helper()
	r, err := Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		sheets  []fakeSheet
		want    []Answer
		unclear []Unclear
	}{
		"each its own": {
			[]fakeSheet{answered("Exceptions", []string{"Corrected", "", idA}, []string{"", "", idB}, []string{"correct as is", "a new clinic", idC})},
			[]Answer{{idA, Answers[0], "", "Exceptions", 4}, {idC, Answers[1], "a new clinic", "Exceptions", 6}}, nil,
		},
		"sorted, with a group": {
			[]fakeSheet{answered("Exceptions", []string{"", "", LineReference(idA, 1)}, []string{"", "", LineReference(idB, 2)},
				[]string{"fixed", "", LineReference(idC, 1)}, []string{"n/a", "closed in May", GroupReference(1)}, []string{"", "", GroupReference(2)})},
			[]Answer{{idC, Answers[0], "", "Exceptions", 6}, {idA, Answers[2], "closed in May", "Exceptions", 7}}, nil,
		},
		"an id is gone": {
			[]fakeSheet{answered("Exceptions", []string{"Corrected", "", ""}, []string{"", "why", "x"}, []string{"", "", ""})},
			nil, []Unclear{{"Exceptions", 4, "What was filled in here belongs to no exception: its “Reference” is gone or was changed."},
				{"Exceptions", 5, "What was filled in here belongs to no exception: its “Reference” is gone or was changed."}},
		},
		"twice and the same": {
			[]fakeSheet{answered("Exceptions", []string{"Corrected", "", idA}), answered("Exceptions (2)", []string{"corrected.", "", idA}, []string{"", "", idB})},
			[]Answer{{idA, Answers[0], "", "Exceptions", 4}}, nil,
		},
		"twice and different": {
			[]fakeSheet{answered("Exceptions", []string{"Corrected", "", idA}), answered("Copy of Exceptions", []string{"", "it is so", idA})},
			nil, []Unclear{{"Copy of Exceptions", 4, "This exception is answered twice, and differently (see row 4 of the sheet “Exceptions”)."}},
		},
		"a group twice and different": {
			[]fakeSheet{answered("Exceptions", []string{"Corrected", "", "group 1"}, []string{"", "it is so", "group 1"}, []string{"", "", LineReference(idA, 1)})},
			nil, []Unclear{{"Exceptions", 5, "The line for this group stands here twice with different answers (see row 4)."}},
		},
		"renamed, titles moved": {
			[]fakeSheet{{name: "Sheet7", rows: [][]string{{TitleReference, "x", "REASON ", " what  you did"}, {idA, "", "=2021", "own words"}}}},
			[]Answer{{idA, "own words", "2021", "Sheet7", 2}}, nil,
		},
		"titles gone": {[]fakeSheet{{name: "Exceptions", rows: [][]string{{"a", "b"}, {idA}}}}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, fakeBook(c.sheets))
			if diff := cmp.Diff(c.want, r.Answers); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.unclear, r.Unclear); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDid(t *testing.T) {
	for text, want := range map[string]string{
		"corrected": Answers[0], " Fixed. ": Answers[0], "DONE!": Answers[0], "Right as it is": Answers[1], "right as it is (see reason)": Answers[1],
		"correct as is": Answers[1], "Can’t be corrected": Answers[2], "cannot be corrected": Answers[2], "N/A": Answers[2], "": "",
		"not corrected": "not corrected", "ok": "ok", "will ask Ann": "will ask Ann",
	} {
		if got := Did(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestWhoseSheets(t *testing.T) {
	ticket := sampleTicket()
	ticket.Tables = ticket.Tables[:1]
	ticket.Sheets = []Own{{Role: RoleStart, Name: "Start here"}, {Role: RoleExceptions, Name: "Exceptions (winnow)"}, {Role: RoleRules, Name: "Rules"}, {Role: RoleTicket, Name: SheetName}}
	hidden := fakeSheet{name: SheetName, rows: ticket.Cells()}
	theirs := []fakeSheet{{name: "Quit attempts", rows: [][]string{{"Ref", "Quit date"}}}, {name: "Exceptions", rows: [][]string{{"ours"}}}}
	ours := []fakeSheet{{name: "Start here", rows: [][]string{{"a"}}}, answered("Exceptions (winnow)"), {name: "Rules", rows: [][]string{{"b"}}}}
	renamed := func(s fakeSheet, name string) fakeSheet { s.name = name; return s }
	besideTheirs := sampleTicket()
	besideTheirs.Tables = ticket.Tables
	besideTheirs.Sheets = []Own{{Role: RoleStart, Name: "Start here (winnow)"}, {Role: RoleExceptions, Name: "Exceptions (winnow)"}, {Role: RoleTicket, Name: SheetName}}
	for name, c := range map[string]struct {
		book   fakeBook
		own    []OwnSheet
		ticket bool
	}{
		"as it was sent": {slices.Concat(ours[:2], theirs, ours[2:], []fakeSheet{hidden}), []OwnSheet{{0, RoleStart, 0}, {1, RoleExceptions, 0}, {4, RoleRules, 0}, {5, RoleTicket, 0}}, true},
		"ticket renamed": {slices.Concat(theirs, []fakeSheet{renamed(hidden, "_winnow (2)")}), []OwnSheet{{2, RoleTicket, 0}}, true},
		"all are copies": {fakeBook{renamed(ours[0], "Copy of Start here"), renamed(ours[1], "Copy of Exceptions (winnow)"), renamed(hidden, "Copy of _winnow"), theirs[0]},
			[]OwnSheet{{0, RoleStart, 0}, {1, RoleExceptions, 0}, {2, RoleTicket, 0}}, true},
		"the ticket is gone": {slices.Concat(ours, theirs), []OwnSheet{{0, RoleStart, 0}, {1, RoleExceptions, 0}}, false},
		"the ticket is gone, and the front is theirs": {slices.Concat(fakeBook{theirs[0], renamed(ours[0], "Start here (winnow)"), ours[0]}, ours[1:2],
			[]fakeSheet{{name: "Rules", rows: [][]string{{"What is checked", "How serious", "Exceptions", "Outcome", "Rule"}}}, {name: "Allowed values", rows: [][]string{{"Mine"}}}}),
			[]OwnSheet{{1, RoleStart, 0}, {3, RoleExceptions, 0}, {4, RoleRules, 0}}, false},
		"the front and the rules renamed": {fakeBook{theirs[0], {name: "Hello", rows: [][]string{{"hello"}, {"", TitleFingerprint, "ab"}}}, answered("Exceptions (winnow)"), {name: "x", rows: [][]string{{"What is checked", "How serious", "Outcome"}}}, hidden},
			[]OwnSheet{{1, RoleStart, 0}, {2, RoleExceptions, 0}, {3, RoleRules, 0}, {4, RoleTicket, 0}}, true},
		"theirs is named as a front is": {slices.Concat(fakeBook{renamed(ours[0], "Start here"), answered("Exceptions (winnow)"), theirs[0]}, []fakeSheet{{name: SheetName, rows: besideTheirs.Cells()}}),
			[]OwnSheet{{1, RoleExceptions, 0}, {3, RoleTicket, 0}}, true},
		"nothing of ours":          {fakeBook(theirs), nil, false},
		"a list of the same names": {fakeBook{theirs[0], {name: "Start here", rows: [][]string{{"hello"}}}}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, c.book)
			if diff := cmp.Diff(c.own, r.Own); diff != "" {
				t.Error(diff)
			}
			if r.Known() != (len(c.own) > 0) || (r.Ticket != nil) != c.ticket {
				t.Errorf("known %v, ticket %v", r.Known(), r.Ticket)
			}
		})
	}
}

func TestSeveralTickets(t *testing.T) {
	one, newer, other := sampleTicket(), sampleTicket(), sampleTicket()
	newer.Sent = newer.Sent.AddDate(0, 0, 3)
	other.Tables[0].Service = "southgate"
	sheet := func(t *Ticket) fakeSheet { return fakeSheet{name: "_winnow", rows: t.Cells()} }
	torn := sheet(one)
	torn.rows = torn.rows[:4]
	for name, c := range map[string]struct {
		book   fakeBook
		want   *Ticket
		spoilt bool
	}{
		"the newest counts":    {fakeBook{sheet(one), sheet(newer)}, newer, false},
		"of two things":        {fakeBook{sheet(one), sheet(other)}, nil, true},
		"one of them is whole": {fakeBook{torn, sheet(one)}, one, false},
		"none is":              {fakeBook{torn}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, c.book)
			if diff := cmp.Diff(c.want, r.Ticket); diff != "" || (r.Spoilt != nil) != c.spoilt {
				t.Error(r.Spoilt, diff)
			}
		})
	}
}

func TestReadHandsErrorsOn(t *testing.T) {
	damage := errors.New("damaged")
	for _, sheets := range []fakeBook{{{name: "a", err: damage}}, {{name: "Exceptions", rows: slices.Repeat(answered("").rows, 30), err: damage}}} {
		if _, err := Read(sheets); !errors.Is(err, damage) {
			t.Error(err)
		}
	}
}

func FuzzRead(f *testing.F) {
	book := copiesBook(func(rows [][]string) [][]string { return rows })
	var text strings.Builder
	for _, s := range append(book, answered("Exceptions", []string{"Corrected", "", idA}, []string{"", "x", "group 1"})) {
		text.WriteString(s.name + "\x00")
		for _, r := range s.rows {
			text.WriteString(strings.Join(r, "\t") + "\n")
		}
		text.WriteString("\x01")
	}
	f.Add(text.String())
	f.Fuzz(func(t *testing.T, text string) {
		var book fakeBook
		for part := range strings.SplitSeq(text, "\x01") {
			name, rows, _ := strings.Cut(part, "\x00")
			s := fakeSheet{name: name}
			for line := range strings.SplitSeq(rows, "\n") {
				s.rows = append(s.rows, strings.Split(line, "\t"))
			}
			book = append(book, s)
		}
		r, err := Read(book)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range r.Answers {
			if !isID(a.ID) || i > 0 && a.ID == r.Answers[i-1].ID {
				t.Fatalf("%+v", r.Answers)
			}
		}
		for _, c := range r.Copies {
			if why, _ := c.Place([]string{"Ref", "Date", "Ref"}); why != "" {
				continue
			}
			rows := map[int]bool{}
			for row := range c.All() {
				if row.Row > 0 && (rows[row.Row] || c.Removed.Has(row.Row)) {
					t.Fatalf("row %d is handed out again", row.Row)
				}
				rows[row.Row] = true
				for i, cell := range row.Cells {
					if cell.Column < 0 || i > 0 && cell.Column <= row.Cells[i-1].Column {
						t.Fatalf("columns out of order: %+v", row.Cells)
					}
				}
			}
		}
	})
}
