package workbook

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"winnow/internal/report"
)

func TestReceipt(t *testing.T) {
	in := sampleInput()
	in.Table = &report.Table{Rows: report.Rows{Read: 720, Clean: 717, Skipped: 3}, Skipped: report.Skipped{Blank: 1, Total: 1, Note: 1}, Exceptions: &report.List{}}
	var out bytes.Buffer
	if err := WriteReceipt(&out, in); err != nil {
		t.Fatal(err)
	}
	golden(t, "receipt.txt", out.String())
}

// TestReplyReceipt: of a file that answers a workbook the receipt lists what is
// accepted, what is open and every change that nobody asked for.
func TestReplyReceipt(t *testing.T) {
	second := emptyInput()
	second.Sheet, second.Period = "Quarter 2", "2021-22-Q2"
	var out bytes.Buffer
	if err := WriteLetterReceipt(&out, sampleLetter(repliedInput(), second)); err != nil {
		t.Fatal(err)
	}
	golden(t, "reply_receipt.txt", out.String())
	for line := range strings.Lines(out.String()) {
		if n := len([]rune(line)); n > pageWidth+1 {
			t.Errorf("%d characters: %s", n, line)
		}
	}
	if strings.Contains(out.String(), "secret") {
		t.Error("a value that isn't to be shown")
	}
	if err := WriteLetterReceipt(&full{100}, sampleLetter(repliedInput())); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}

// TestReceiptOfTheWholeSheet: of reasons for queries about the whole sheet the receipt
// says which is for which, as their places are the same.
func TestReceiptOfTheWholeSheet(t *testing.T) {
	in := emptyInput()
	for _, message := range []string{"Few clients quit.", "Few were followed up."} {
		in.Table.Exceptions.Add(report.Exception{Severity: report.Query, Rule: "share", Message: message})
	}
	in.IDs = func() func(report.Exception) string {
		return func(e report.Exception) string { return e.Message }
	}
	in.Explained = func(id string) (reason, until string, ok bool) {
		return "Because: " + strings.ToLower(id), "", true
	}
	var out bytes.Buffer
	if err := WriteReceipt(&out, in); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{
		"(whole sheet): Few clients quit. You wrote: “Because: few clients quit”.",
		"(whole sheet): Few were followed up. You wrote: “Because: few were followed up”.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
}

func TestRefusal(t *testing.T) {
	var out bytes.Buffer
	err := WriteRefusal(&out, RefusalInput{
		FileName: "Quits\nQ1.xls", Reason: "This is an Excel 97 workbook (.xls), which we cannot read.", Fix: "Open it in Excel, choose Save As, pick “Excel Workbook (*.xlsx)” and send that file.",
		Received: time.Date(2021, 7, 12, 9, 41, 0, 0, time.UTC), SHA256: "9f86d081", Contact: "performance@example.gov.uk",
	})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "refusal.txt", out.String())
}

func TestNothingKnown(t *testing.T) {
	var out bytes.Buffer
	if err := WriteRefusal(&out, RefusalInput{Reason: "The file is empty."}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), ":   \n") || strings.Contains(out.String(), "0001") {
		t.Errorf("unknown things are printed:\n%s", out.String())
	}
}

func TestHeadline(t *testing.T) {
	for _, c := range []struct {
		held, errors, queries, notes int
		want                         string
	}{
		{1, 1, 0, 0, "1 row needs correcting before it can be counted."},
		{1200, 9, 9, 9, "1,200 rows need correcting before they can be counted."},
		{0, 1, 3, 0, "1 point must be fixed."},
		{0, 2, 0, 0, "2 points must be fixed."},
		{0, 0, 1, 5, "Every row was accepted. 1 point needs a correction or a reason."},
		{0, 0, 0, 1, "Nothing to correct. 1 point is for your information."},
		{0, 0, 0, 2, "Nothing to correct. 2 points are for your information."},
		{0, 0, 0, 0, "Nothing to correct. Thank you."},
	} {
		list := &report.List{}
		for s, n := range map[report.Severity]int{report.Error: c.errors, report.Query: c.queries, report.Note: c.notes} {
			for range n {
				list.Add(report.Exception{Severity: s})
			}
		}
		if got := headline([]*part{partOf(&report.Table{Rows: report.Rows{HeldBack: c.held}, Exceptions: list})}); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func TestPeriodWords(t *testing.T) {
	for in, want := range map[string]string{
		"2021-22-Q1": "Quarter 1 of 2021-22 (1 April to 30 June 2021)", "2021-M06": "June 2021",
		"2021-22": "2021-22 (1 April 2021 to 31 March 2022)", "": "", "soon": "soon",
	} {
		if got := periodWords(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
