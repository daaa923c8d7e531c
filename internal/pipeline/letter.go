package pipeline

import (
	"errors"
	"fmt"
	"io"
	"path"

	"winnow/internal/ledger"
	"winnow/internal/mail"
	"winnow/internal/report"
	"winnow/internal/rulewords"
	"winnow/internal/workbook"
	"winnow/internal/workspace"
)

// letter stages what a service gets back for a table: the exceptions workbook,
// or a receipt where there is nothing to correct or explain.
func (p *publisher) letter(f *received, s *submission, index int) error {
	in := p.input(f, s)
	name := fileStem(f.source.Name)
	if len(f.tables) > 1 {
		name += fmt.Sprintf(" (%d)", index+1)
	}
	dir := p.outbox(s.facts.service, s.facts.period.String())
	write, ending, kind := workbook.Write, " - to correct.xlsx", ledger.LetterWorkbook
	if s.open() == 0 {
		write, ending, kind = workbook.WriteReceipt, " - receipt.txt", ledger.LetterReceipt
	}
	to, err := p.free(dir, workspace.SafeName(name), ending)
	if err != nil {
		return err
	}
	sum, err := p.stage.Put(to, func(w io.Writer) error { return write(w, in) })
	if err := errors.Join(err, s.held.Err(), s.report.Exceptions.Err()); err != nil {
		return err
	}
	f.written = append(f.written, writing{at: to})
	if err := p.wrote(kind, to, sum, s.id, ""); err != nil {
		return err
	}
	about := mail.ToCorrect
	if kind == ledger.LetterReceipt {
		about = mail.Receipt
	}
	return p.post(f, s, about, to, sum)
}

// sentBack stages the workbook of a table whose file is refused for what its
// rows say, so that the service sees each fault and not only the verdict.
func (p *publisher) sentBack(f *received, s *submission, index int) error {
	if s.facts.service == "" || s.report.Rows.Read == 0 {
		return nil
	}
	return p.letter(f, s, index)
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

// input gathers what the workbook shows.
func (p *publisher) input(f *received, s *submission) workbook.Input {
	in := workbook.Input{
		ReturnTitle: s.match.ret.Title, Grain: s.match.ret.Grain, Service: s.facts.service, Period: s.facts.period.String(),
		FileName: path.Base(f.source.Name), SHA256: f.report.SHA256, Received: p.config.Now, Contact: p.ws.Config.Contact,
		Table: s.report, CSV: s.csv, Sheet: s.match.sheet.Name, Headers: s.match.loc.Headers, HeldRows: s.held.All(), Copies: s.copies,
	}
	if f.report.Status == report.FileRefused {
		in.SentBack = deref(f.report.Reason)
	}
	if s.facts.asAt != nil {
		in.AsAt = s.facts.asAt.String()
	}
	for _, service := range p.config.Rules.Services {
		if service.Service == s.facts.service {
			in.ServiceName = service.Name
		}
	}
	for i, field := range s.match.ret.Fields {
		in.Fields = append(in.Fields, workbook.FieldInfo{Name: field.Name, Title: field.Title, Column: s.match.sheetColumn(i),
			Allowed: rulewords.Allowed(field), Masked: field.Privacy == "drop", Values: allowedValues(field, s.facts.period)})
	}
	in.Rules = ruleInfos(s.match.ret, f.statuses, s.context.Final)
	return in
}
