package pipeline

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"winnow/internal/ledger"
	"winnow/internal/mail"
	"winnow/internal/report"
	"winnow/internal/workbook"
	"winnow/internal/workspace"
)

// letters stages what goes back about a file: one letter for each service that has
// tables in it, as a correction answers them all.
func (p *publisher) letters(f *received) error {
	if f.confirmed() {
		return nil
	}
	var services []string
	of := map[string][]*submission{}
	for _, s := range f.tables {
		if !f.hasLetter(s) {
			continue
		}
		if of[s.facts.service] == nil {
			services = append(services, s.facts.service)
		}
		of[s.facts.service] = append(of[s.facts.service], s)
	}
	for i, service := range services {
		l := letter{tables: of[service], alone: len(services) == 1}
		if len(services) > 1 {
			l.place = fmt.Sprintf(" (%d)", i+1)
		}
		if err := p.letter(f, l); err != nil {
			return err
		}
	}
	return nil
}

// hasLetter says whether something goes back about a table: not while it waits, and
// of a refused file only where its rows say what is wrong.
func (f *received) hasLetter(s *submission) bool {
	if f.report.Status == report.FileRefused {
		return s.facts.service != "" && s.report.Rows.Read > 0
	}
	return s.waits == ""
}

// letter is what goes back to one service about a file.
type letter struct {
	tables []*submission
	alone  bool   // no other service has a table in the file
	place  string // which of several letters: " (2)"
}

// open counts what is to be corrected or explained.
func (l *letter) open() int {
	n := 0
	for _, s := range l.tables {
		n += s.open()
	}
	return n
}

// answered says whether a table answers what was sent back before.
func (l *letter) answered() bool {
	return slices.ContainsFunc(l.tables, func(s *submission) bool { return s.reply != nil })
}

// letter stages the exceptions workbook, and a receipt where nothing is open or the
// file answers an earlier workbook. One mail goes with them.
func (p *publisher) letter(f *received, l letter) error {
	out, original, err := p.compose(f, l)
	if err != nil {
		return err
	}
	defer func() { _ = original.Close() }() // of what is only read
	dir := p.outbox(l.tables[0].facts.service, l.tables[0].facts.period.String())
	name := workspace.SafeName(f.stem() + l.place)
	refused := f.report.Status == report.FileRefused
	var sent, digest string
	about := mail.ToCorrect
	if l.open() > 0 || refused {
		if sent, digest, err = p.workbook(f, l, out, dir, name); err != nil {
			return err
		}
	}
	if !refused && (sent == "" || l.answered()) {
		to, sum, err := p.write(f, l, ledger.LetterReceipt, dir, name, " - receipt.txt", func(w io.Writer) error { return workbook.WriteLetterReceipt(w, out) })
		if err != nil {
			return err
		}
		if sent == "" {
			sent, digest, about = to, sum, mail.Receipt
		}
	}
	return p.post(f, l, about, sent, digest)
}

// toCorrect is what the name of a workbook ends in that says what to correct.
const toCorrect = " - to correct"

// workbook stages the exceptions workbook: the sender's own, marked, or where that
// can't be, copies.
func (p *publisher) workbook(f *received, l letter, out workbook.Letter, dir, name string) (to, sum string, err error) {
	plan, err := out.Plan()
	if err != nil {
		return "", "", err
	}
	write := func(w io.Writer) error { return workbook.WriteLetter(w, out) }
	to, sum, err = p.write(f, l, ledger.LetterWorkbook, dir, name, toCorrect+plan.Ending, write)
	if copies, can := out.AsCopies(err); can {
		out = copies
		return p.write(f, l, ledger.LetterWorkbook, dir, name, toCorrect+".xlsx", write)
	}
	return to, sum, err
}

// write stages a letter and records it: with its submission, or with the file where
// it is about several.
func (p *publisher) write(f *received, l letter, kind, dir, name, ending string, write func(io.Writer) error) (to, sum string, err error) {
	if to, err = p.free(dir, name, ending); err != nil {
		return "", "", err
	}
	sum, err = p.stage.Put(to, write)
	for _, s := range l.tables {
		err = errors.Join(err, s.held.Err(), s.report.Exceptions.Err())
	}
	if err != nil {
		delete(p.taken, strings.ToLower(to))
		return "", "", err
	}
	f.written = append(f.written, writing{at: to})
	return to, sum, p.wrote(kind, to, sum, l.submission(), f.report.SHA256)
}

// submission is the one table that a letter is about; 0 for several.
func (l *letter) submission() int64 {
	if len(l.tables) == 1 {
		return l.tables[0].id
	}
	return 0
}

// outbox is the folder for a service and period; what has no certain service
// goes to the operator.
func (p *publisher) outbox(service, period string) string {
	if service == "" {
		service = workspace.OperatorDir
	}
	if period == "" {
		period = "no period"
	}
	return path.Join(workspace.OutboxDir, workspace.SafeName(service), workspace.SafeName(period))
}

// refusal stages the page that says why a file could not be used. It goes to
// the service whose folder the file stood in, else to the operator, who also
// gets what only the council can settle.
func (p *publisher) refusal(r *run, f *received, when string) error {
	service := ""
	if f.source.Folder != "" && !f.operator {
		service = r.knownService(f.source.Folder)
	}
	return p.page(f, page{service: service, when: when, ending: " - could not be used.txt", write: workbook.WriteRefusal, fix: f.fix, mail: mail.Refused})
}

// page is a page of text about a file.
type page struct {
	service, when string // "" for the operator
	ending        string
	write         func(io.Writer, workbook.RefusalInput) error
	fix           string
	mail          mail.Kind
	submission    int64 // of the one table that it is about; 0 for the file as a whole
}

// page stages a page of text about a file, and the mail with it.
func (p *publisher) page(f *received, x page) error {
	to, err := p.free(p.outbox(x.service, x.when), workspace.SafeName(path.Base(f.source.Name)), x.ending)
	if err != nil {
		return err
	}
	sum, err := p.stage.Put(to, func(w io.Writer) error {
		return x.write(w, workbook.RefusalInput{
			FileName: path.Base(f.source.Name), Reason: *f.report.Reason, Fix: x.fix,
			Received: p.config.Now, SHA256: f.report.SHA256, Contact: p.ws.Config.Contact,
		})
	})
	if err != nil {
		return err
	}
	f.written = append(f.written, writing{to, x.submission})
	if err := p.wrote(ledger.LetterPage, to, sum, x.submission, f.report.SHA256); err != nil {
		return err
	}
	if x.mail == mail.Refused && !f.operator && len(f.written) > 1 {
		return nil // the workbook's mail says it too: one mail about one file
	}
	return p.postPage(f, x, to, sum)
}
