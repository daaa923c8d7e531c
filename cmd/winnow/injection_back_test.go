package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/internal/officetest"
	"winnow/internal/reply"
)

// TestInjectionBack has clerks write poison where they are asked for words: into the
// reasons and the answers, among them a formula. What goes
// out then is held to the same as in TestInjection.
func TestInjectionBack(t *testing.T) {
	t.Parallel()
	clerk := officetest.Start(t)
	short := poisons[:len(poisons)-2] // LibreOffice takes seconds over the long ones
	files := []oddFile{               // one goes back as copies, one marked
		{name: "plain.csv", content: asCSV(t, oddRows(short))},
		{name: "book.xlsx", content: asXLSX(t, []string{"Data"}, oddRows(short), xmlText)},
	}
	dir := oddWorkspace(t, files)
	d := &dialogue{dir: dir}
	if said, code := d.winnow(t, "run", "--period", "2021-22-Q1"); code != exitToCorrect {
		t.Fatalf("run: %d\n%s", code, said)
	}
	for i, f := range files {
		service := fmt.Sprintf("s%d", i)
		sent := filepath.Join(dir, "outbox", service, "2021-22-Q1", strings.TrimSuffix(f.name, filepath.Ext(f.name))+" - to correct.xlsx")
		back := filepath.Join(t.TempDir(), filepath.Base(sent))
		clerk.Edit(sent, back, poisonedAnswers(openLetter(t, clerk, sent), short)...)
		d.drop(t, back, service, filepath.Base(sent))
		content, err := os.ReadFile(back)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = oddFile{name: filepath.Base(sent), content: content}
	}
	d.round++
	said, code := d.winnow(t, "run", "--period", "2021-22-Q1")
	if code != exitToCorrect {
		t.Fatalf("run: %d\n%s", code, said)
	}
	neutral(t, "what run prints", []byte(said))
	mailsNeutral(t, dir)
	wants(t, said, `  answers submission \d+: .*still open.*`)
	eachAnswer(t, dir, files, openedByExcelize)
	eachAnswer(t, dir, files, func(t *testing.T, f oddFile, path string) {
		openedByOffice(t, clerk.For(t), f, path, []string{"=1+1 " + poison})
	})
}

// poisonedAnswers writes poison beside the first points of a letter, a formula
// beside the last of them.
func poisonedAnswers(l *letter, short []string) []officetest.Edit {
	var edits []officetest.Edit
	for i, p := range l.points[:20] {
		for _, e := range l.answer(p, short[i], short[len(short)-1-i]) {
			e.Do = officetest.Text("", "", "").Do // as it stands, whatever it looks like
			edits = append(edits, e)
		}
	}
	return append(edits, l.answer(l.points[20], reply.Answers[1], `=1+1&"`+poison+`"`)...)
}
