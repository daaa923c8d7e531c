package workbook

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/internal/ooxml"
	"winnow/internal/ooxml/ooxmlcheck"
	"winnow/internal/reply"
	"winnow/internal/report"
)

func TestPlan(t *testing.T) {
	good := original(t)
	other := repliedInput()
	other.Sheet = "Gone"
	csv := repliedInput()
	csv.CSV = true
	const ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	macros := editOriginal(t, good, func(f *excelize.File) error { return f.AddVBAProject([]byte(ole + strings.Repeat("\x00", 512))) })
	for _, c := range []struct {
		name   string
		letter Letter
		want   Plan
	}{
		{"no original", sampleLetter(repliedInput()), Plan{reply.Rows, ".xlsx", ""}},
		{"no original, and why", Letter{Parts: []Input{repliedInput()}, Because: "it is an .ods file"}, Plan{reply.Rows, ".xlsx", "it is an .ods file"}},
		{"a workbook", sampleLetter(repliedInput()).on(good), Plan{reply.Marked, ".xlsx", ""}},
		{"with macros", sampleLetter(repliedInput()).on(macros), Plan{reply.Marked, ".xlsm", ""}},
		{"encrypted", sampleLetter(repliedInput()).on([]byte(ole + "more of it")), Plan{reply.Rows, ".xlsx", "it is password-protected or in the older .xls format"}},
		{"damaged", sampleLetter(repliedInput()).on(good[:len(good)/2]), Plan{reply.Rows, ".xlsx", "it is damaged inside"}},
		{"a sheet that isn't there", sampleLetter(repliedInput(), other).on(good), Plan{reply.Rows, ".xlsx", "a sheet in it can't be marked"}},
		{"a CSV", sampleLetter(csv).on(good), Plan{reply.Rows, ".xlsx", "a sheet in it can't be marked"}},
	} {
		got, err := c.letter.Plan()
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", c.name, err, diff)
		}
	}
}

// editOriginal changes a workbook with excelize.
func editOriginal(t *testing.T, data []byte, edit func(*excelize.File) error) []byte {
	t.Helper()
	f := open(t, data)
	f.Path = "original.xlsm"
	if err := edit(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return newArchive(&out) })
	if err := f.Write(io.Discard); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestTooMuchToMark: past a bound copies are sent, and the front sheet says why.
func TestTooMuchToMark(t *testing.T) {
	few := excelLimits
	few.marked = 5
	f := open(t, buildLetter(t, sampleLetter(repliedInput()).on(original(t)), few))
	if got, _ := f.GetCellValue(sheetStart, "B5"); got != "Your own workbook could not be marked, because there is too much to mark: 20 exceptions. So here are copies of the rows instead." {
		t.Errorf("the front sheet says %q", got)
	}
	if i, _ := f.GetSheetIndex(sheetRows); i < 0 {
		t.Error("no copies")
	}
}

func TestAsCopies(t *testing.T) {
	l := sampleLetter(repliedInput()).on(original(t))
	if _, ok := l.AsCopies(errFull); ok {
		t.Error("a full disk has made a letter of copies")
	}
	l, ok := l.AsCopies(errors.Join(&ooxml.Unfit{Reason: "it is odd"}))
	if p, err := l.Plan(); !ok || err != nil || p != (Plan{reply.Rows, ".xlsx", "it is odd"}) {
		t.Errorf("%v, %+v, %v", ok, p, err)
	}
}

func TestMarkedSameBytes(t *testing.T) {
	data := original(t)
	want := buildLetter(t, sampleLetter(repliedInput()).on(data), excelLimits)
	for i := range 4 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1 + i%2))
		if !bytes.Equal(want, buildLetter(t, sampleLetter(repliedInput()).on(data), excelLimits)) {
			t.Fatal("two marked workbooks of the same letter differ")
		}
	}
}

// ticketOf reads the ticket of a workbook.
func ticketOf(t *testing.T, f *excelize.File) *reply.Ticket {
	t.Helper()
	rows, err := f.GetRows(reply.SheetName)
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := reply.ParseTicket(rows)
	if err != nil {
		t.Fatal(err)
	}
	return ticket
}

func TestTicket(t *testing.T) {
	in := repliedInput()
	own := func(role reply.Role, name string) reply.Own { return reply.Own{Role: role, Name: name} }
	want := &reply.Ticket{Workspace: "w-1", FileName: in.FileName, SHA256: in.SHA256, Sent: sampleLetter().Sent, Tables: []reply.Table{
		{Submission: 7, Return: "smoking_quits", Service: "stop-smoking", Period: "2021-22-Q1", Sheet: "Quit attempts", HeaderRow: 4}}}
	for _, form := range []reply.Form{reply.Rows, reply.Marked} {
		l := sampleLetter(in)
		want.Form, want.Sheets = form, []reply.Own{own(reply.RoleStart, sheetStart), own(reply.RoleExceptions, sheetExceptions)}
		if form == reply.Marked {
			l = l.on(original(t))
		} else {
			rows := own(reply.RoleRows, sheetRows)
			for _, h := range sampleHeld() {
				rows.Rows.Add(h.Row)
			}
			want.Sheets = append(want.Sheets, rows)
		}
		want.Sheets = append(want.Sheets, own(reply.RoleAllowed, sheetAllowed), own(reply.RoleRules, sheetRules), own(reply.RoleChanges, sheetChanges), own(reply.RoleTicket, reply.SheetName))
		f := open(t, buildLetter(t, l, excelLimits))
		if diff := cmp.Diff(want, ticketOf(t, f)); diff != "" {
			t.Errorf("%s:\n%s", form, diff)
		}
		if shown, err := f.GetSheetVisible(reply.SheetName); shown || err != nil {
			t.Errorf("%s: the ticket is seen, %v", form, err)
		}
	}
}

// TestNamesTaken: the sender's sheets keep their names, whatever they are.
func TestNamesTaken(t *testing.T) {
	data := editOriginal(t, original(t), func(f *excelize.File) error {
		_, err := f.NewSheet("RULES")
		return errors.Join(err, f.SetSheetName("How we count", sheetExceptions))
	})
	f := open(t, buildLetter(t, sampleLetter(repliedInput()).on(data), excelLimits))
	want := []string{sheetStart, "Exceptions (winnow)", "Quit attempts", sheetExceptions, "RULES", sheetAllowed, "Rules (winnow)", sheetChanges, reply.SheetName}
	if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	if got, _ := f.GetCellValue(sheetStart, "B8"); !strings.Contains(got, "Open the sheet “Exceptions (winnow)”") {
		t.Errorf("the first step says %q", got)
	}
	links, err := f.GetHyperLinkCells("Quit attempts", "")
	if err != nil || len(links) == 0 {
		t.Fatalf("links %v, %v", links, err)
	}
	if _, to, _ := f.GetCellHyperLink("Quit attempts", links[0]); !strings.HasPrefix(to, "'Exceptions (winnow)'!A") {
		t.Errorf("%s leads to %s", links[0], to)
	}
}

// TestNextRound: marks and sheets of the round before are gone from the next, and
// with nothing left to mark the sender's cells are as they were.
func TestNextRound(t *testing.T) {
	first := original(t)
	sent := buildLetter(t, sampleLetter(repliedInput()).on(first), excelLimits)
	var own []string
	for _, o := range ticketOf(t, open(t, sent)).Sheets {
		own = append(own, o.Name)
	}
	again := sampleLetter(repliedInput()).on(sent)
	again.Own = own
	if diff := cmp.Diff(dump(t, open(t, sent)), dump(t, open(t, buildLetter(t, again, excelLimits)))); diff != "" {
		t.Errorf("marked twice:\n%s", diff)
	}
	done := emptyInput()
	done.Reply = sampleReply()
	last := sampleLetter(done).on(sent)
	last.Own = own
	got := open(t, buildLetter(t, last, excelLimits))
	want := open(t, first)
	for _, c := range []string{"A4", "B12", "H12", "D20", "A98", "K727"} {
		for name, of := range map[string]func(f *excelize.File) any{
			"value": func(f *excelize.File) any { v, _ := f.GetCellValue("Quit attempts", c); return v },
			"fill": func(f *excelize.File) any {
				id, _ := f.GetCellStyle("Quit attempts", c)
				s, err := f.GetStyle(id)
				if err != nil {
					t.Fatal(err)
				}
				return s.Fill
			},
		} {
			if diff := cmp.Diff(of(want), of(got)); diff != "" {
				t.Errorf("%s of %s:\n%s", name, c, diff)
			}
		}
	}
	notes, err := got.GetComments("Quit attempts")
	if err != nil || len(notes) != 1 || notes[0].Cell != "B12" {
		t.Errorf("notes that are left: %v, %v", notes, err)
	}
	if links, _ := got.GetHyperLinkCells("Quit attempts", ""); len(links) != 0 {
		t.Errorf("links that are left: %v", links)
	}
	offers, err := got.GetDataValidations("Quit attempts")
	if err != nil || len(offers) != 0 {
		t.Errorf("%d drop-downs that are left, %v", len(offers), err)
	}
}

// TestSeveralTables: one workbook for two tables of a file, in both forms.
func TestSeveralTables(t *testing.T) {
	second := repliedInput()
	second.Sheet, second.Period, second.Submission, second.Reply, second.Due = "How we count", "2021-22-Q2", 8, nil, ""
	data := buildLetter(t, sampleLetter(repliedInput(), second), excelLimits)
	f := open(t, data)
	want := []string{sheetStart, sheetExceptions, sheetRows, "Rows to correct (2)", sheetAllowed, sheetRules, sheetChanges, reply.SheetName}
	if diff := cmp.Diff(want, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	if got := ticketOf(t, f); len(got.Tables) != 2 || got.Sheets[3].Table != 1 || got.Sheets[3].Rows.Len() != 9 {
		t.Errorf("ticket %+v", got)
	}
	front, _ := f.GetRows(sheetStart)
	text := ""
	for _, r := range front {
		text += strings.Join(r, " ") + "\n"
	}
	for _, want := range []string{
		"18 rows need correcting before they can be counted.", "What we found: Stop smoking service, quit attempts, Quit attempts",
		"What we found: Stop smoking service, quit attempts, How we count", "When we need it: Quit attempts Friday 30 July 2021",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the front sheet doesn't say %q:\n%s", want, text)
		}
	}
	rows, _ := f.GetRows(sheetRules)
	if len(rows) != 9 || rows[0][0] != "What is checked" {
		t.Errorf("the rules of one return stand there twice: %d rows", len(rows))
	}
	marked := open(t, buildLetter(t, sampleLetter(repliedInput(), second).on(original(t)), excelLimits))
	for _, sheet := range []string{"Quit attempts", "How we count"} {
		if notes, err := marked.GetComments(sheet); err != nil || len(notes) < 17 {
			t.Errorf("%s: %d notes, %v", sheet, len(notes), err)
		}
	}
}

// TestTwoTablesOfOneSheet: their marks stand on it together.
func TestTwoTablesOfOneSheet(t *testing.T) {
	second := emptyInput()
	second.Table.Return = "other"
	second.Table.Exceptions.Add(found(report.Query, report.KindConstraint, "sex.enum", 12, 2, "", "X", "", "Wrong.", ""))
	second.Table.Exceptions.Add(found(report.Query, report.KindConstraint, "sex.enum", 12, 7, "", "X", "", "Also wrong.", ""))
	f := open(t, buildLetter(t, sampleLetter(repliedInput(), second).on(original(t)), excelLimits))
	notes, err := f.GetComments("Quit attempts")
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]string{}
	for _, n := range notes {
		at[n.Cell] = n.Text + paragraph(n)
	}
	if !strings.Contains(at["C12"], "Fix or explain: Wrong.") || !strings.Contains(at["H12"], "Also wrong.") || !strings.Contains(at["H12"], "Must fix:") {
		t.Errorf("notes %q", at)
	}
	if rows, _ := f.GetRows(sheetRules); len(rows) == 0 || rows[0][0] != "What is checked" {
		t.Errorf("rules %q", rows)
	}
}

func TestMarkedWriteErrors(t *testing.T) {
	l := sampleLetter(repliedInput()).on(original(t))
	whole := len(buildLetter(t, l, excelLimits))
	for _, room := range []int{0, whole / 2, whole - 1} {
		if err := WriteLetter(&full{room}, l); !errors.Is(err, errFull) {
			t.Errorf("room for %d bytes of %d: error %v", room, whole, err)
		}
	}
}

// TestMarkedLimits: what a marked workbook has no room for is said.
func TestMarkedLimits(t *testing.T) {
	few := excelLimits
	few.pinned, few.links = 4, 3
	data := buildLetter(t, sampleLetter(repliedInput()).on(original(t)), few)
	ooxmlcheck.Must(t, data)
	f := open(t, data)
	notes, _ := f.GetComments("Quit attempts")
	links, _ := f.GetHyperLinkCells("Quit attempts", "")
	if len(notes) != 4 || len(links) != 3 {
		t.Errorf("%d notes and %d links", len(notes), len(links))
	}
	var said []string
	for _, row := range []string{"5", "6"} {
		s, _ := f.GetCellValue(sheetStart, "B"+row)
		said = append(said, s)
	}
	want := []string{
		"Only the first 3 lines have a link under “Go to”: Excel takes no more.",
		"Of the 18 coloured cells of the sheet “Quit attempts” the first 4 have a pop-up note: Excel is slow with more. The sheet “Exceptions” says what is wrong with the others.",
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Error(diff)
	}
}

// TestMarkedHostile: no text of a sender's becomes a formula or a link out.
func TestMarkedHostile(t *testing.T) {
	data := original(t)
	for _, s := range hostile {
		in := repliedInput()
		in.ReturnTitle, in.FileName, in.Contact, in.Due = s, s, s, s
		list := &report.List{}
		for _, e := range sampleExceptions() {
			e.Message, e.Fix, e.Value, e.Expected, e.Key = s, s, s, s, s
			list.Add(e)
		}
		for i := range in.Fields {
			f := &in.Fields[i]
			f.Title, f.Hint, f.Low, f.High, f.Allowed = s, s, s, s, s
			if f.Values != nil {
				f.Values = slices.Values([]AllowedValue{{s, s, s}})
			}
		}
		in.Headers = slices.Repeat([]string{s}, 10)
		in.Table.Exceptions = list
		in.Explained = func(string) (string, string, bool) { return s, s, true }
		in.Said = func(string) string { return s }
		out := buildLetter(t, sampleLetter(in).on(data), excelLimits)
		if n := strings.Count(zipped(t, out, "xl/worksheets/sheet1.xml"), "<f>"); n != 1 { // the sender's own
			t.Errorf("%q: %d formulas in the sender's sheet", s, n)
		}
		for _, sheet := range []string{"sheet3", "sheet4"} {
			xml := zipped(t, out, "xl/worksheets/"+sheet+".xml")
			if strings.Contains(xml, "<f>") || strings.Contains(xml, "<f ") || strings.Contains(xml, "External") {
				t.Errorf("%q: %s holds a formula or a link out", s, sheet)
			}
		}
		in.Reply = nil
	}
}
