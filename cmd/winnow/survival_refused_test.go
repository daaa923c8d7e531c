package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/officetest"
	"winnow/internal/reply"
)

// TestReturnedRefused sends workbooks back that must not be taken: each is refused
// with its reason, and what is published stays as it was.
func TestReturnedRefused(t *testing.T) {
	clerk := officetest.Start(t)
	for _, c := range []struct {
		name string
		send func(*testing.T, *officetest.Clerk, *dialogue, *letter) (args []string)
		want string // of what the run prints
	}{
		{"another period", wrongPeriod, "refused: it says it is for 2021-22-Q1, and 2021-22-Q2 is being collected"},
		{"another service", wrongService, "refused: it is the return “Stop smoking service, quit attempts”, which Live Life Better Derbyshire .weight management. does not send"},
		{"out of date", outOfDate, "refused: it answers a workbook that is out of date: another file was received after it"},
		{"taken out", takenOut, "refused: it answers a return that was taken out since"},
		{"as ods", asODS, `refused: OpenDocument spreadsheet \(\.ods\)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := openDialogue(t, smoking)
			d.run(t, exitToCorrect)
			l := openLetter(t, clerk.For(t), d.out("to correct.xlsx"))
			args := c.send(t, clerk.For(t), d, l)
			before := rowsPublished(t, d)
			d.round++
			said, code := d.winnow(t, append([]string{"run"}, args...)...)
			if code != exitToCorrect {
				t.Errorf("exit %d", code)
			}
			wants(t, said, ".*"+c.want+".*")
			if diff := cmp.Diff(before, rowsPublished(t, d)); diff != "" {
				t.Errorf("what is published changed:\n%s", diff)
			}
			if letters := names(filepath.Join(d.dir, "outbox")); !slices.ContainsFunc(letters, func(name string) bool {
				return strings.HasSuffix(name, " - could not be used.txt") && (strings.Contains(name, "to correct.xlsx") || strings.Contains(name, "answer."))
			}) {
				t.Errorf("nobody is told: %q", letters)
			}
			d.sound(t)
		})
	}
}

// rowsPublished are the files of rows that are published, with their hashes.
func rowsPublished(t *testing.T, d *dialogue) map[string]string {
	t.Helper()
	files := tree(t, filepath.Join(d.dir, "published"))
	for name := range files {
		if !strings.HasSuffix(name, ".parquet") || strings.HasPrefix(name, "measures/") { // worked out anew at each run
			delete(files, name)
		}
	}
	return files
}

func wrongPeriod(t *testing.T, clerk *officetest.Clerk, d *dialogue, l *letter) []string {
	d.sendBack(t, clerk, l, []officetest.Edit{officetest.Type(smokingSheet, "C310", "High Peak")})
	return []string{"--period", "2021-22-Q2"}
}

func wrongService(t *testing.T, clerk *officetest.Clerk, d *dialogue, l *letter) []string {
	out := filepath.Join(t.TempDir(), "answer.xlsx")
	clerk.Edit(l.path, out, officetest.Type(smokingSheet, "C310", "High Peak"))
	d.drop(t, out, "weight-management", "answer.xlsx")
	return nil
}

// outOfDate answers the first letter after the second went out.
func outOfDate(t *testing.T, clerk *officetest.Clerk, d *dialogue, l *letter) []string {
	first := filepath.Join(t.TempDir(), "first.xlsx")
	clerk.Edit(l.path, first, officetest.Type(smokingSheet, "C311", "High Peak"))
	d.sendBack(t, clerk, l, []officetest.Edit{officetest.Type(smokingSheet, "N47", "Quit")})
	d.run(t, exitToCorrect)
	d.drop(t, first, d.service, "answer.xlsx")
	return nil
}

func takenOut(t *testing.T, clerk *officetest.Clerk, d *dialogue, l *letter) []string {
	out := filepath.Join(t.TempDir(), "answer.xlsx")
	clerk.Edit(l.path, out, officetest.Type(smokingSheet, "N47", "Quit"))
	if said, code := d.winnow(t, "withdraw", "10", "--reason", "sent by mistake"); code > exitToCorrect {
		t.Fatalf("withdraw: %d\n%s", code, said)
	}
	d.drop(t, out, d.service, "answer.xlsx")
	return nil
}

func asODS(t *testing.T, clerk *officetest.Clerk, d *dialogue, l *letter) []string {
	out := filepath.Join(t.TempDir(), "answer.ods")
	clerk.Edit(l.path, out)
	d.drop(t, out, d.service, "answer.ods")
	return nil
}

// TestForeignTicket sends workbooks whose hidden sheet is not to be believed: of
// another council's workspace, and changed by hand.
func TestForeignTicket(t *testing.T) {
	t.Parallel()
	clerk := officetest.Start(t)
	t.Run("another workspace", func(t *testing.T) {
		theirs := openDialogue(t, smoking)
		theirs.run(t, exitToCorrect)
		ours := openDialogue(t, smoking)
		if err := os.RemoveAll(filepath.Join(ours.dir, "inbox", smoking.service)); err != nil {
			t.Fatal(err)
		}
		ours.run(t, exitToCorrect)
		l := openLetter(t, clerk.For(t), theirs.out("to correct.xlsx"))
		b, err := os.ReadFile(l.path)
		if err != nil || len(b) == 0 {
			t.Fatal(err)
		}
		ours.drop(t, l.path, smoking.service, "theirs.xlsx")
		said := ours.run(t, exitToCorrect)
		r := ours.report(t)
		if r == nil || r.Reply != nil || r.Rows.Clean != 697 {
			t.Errorf("it is a return like any other here: %+v\n%s", r, said)
		}
		ours.sound(t)
	})
	t.Run("changed by hand", func(t *testing.T) {
		d := openDialogue(t, smoking)
		d.run(t, exitToCorrect)
		clerk := clerk.For(t)
		l := openLetter(t, clerk, d.out("to correct.xlsx"))
		var edits []officetest.Edit
		for i, r := range l.sheets[reply.SheetName].Rows {
			if strings.HasPrefix(r[0], "table") {
				edits = append(edits, officetest.Text(reply.SheetName, cellAt(1, i+1), `"2"`), officetest.Text(reply.SheetName, cellAt(3, i+1), `"community-testing"`))
			}
		}
		if len(edits) != 2 {
			t.Fatalf("no table in the ticket: %q", l.sheets[reply.SheetName].Rows)
		}
		d.sendBack(t, clerk, l, append(edits, officetest.Type(smokingSheet, "N47", "Quit")))
		d.run(t, exitToCorrect)
		d.checkReply(t, &answeredReply{To: 10, Marked: true, Compared: true, Fixed: 1, StillOpen: 23, Asked: 2}, 698, 20) // LibreOffice works a formula out that had no result
	})
}
