package pipeline

import (
	"errors"
	"fmt"
	"os"
	"path"

	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/rulewords"
	"winnow/internal/workbook"
	"winnow/rules"
)

// compose gathers what a letter says. The sender's workbook, where it is to be
// marked, is open until the caller closes it.
func (p *publisher) compose(f *received, l letter) (workbook.Letter, *os.File, error) {
	id, err := p.ledger.ID()
	if err != nil {
		return workbook.Letter{}, nil, err
	}
	out := workbook.Letter{Workspace: id, Sent: p.config.Now}
	for _, s := range l.tables {
		out.Parts = append(out.Parts, p.input(f, s))
	}
	if out.Because = f.notMarked(l); out.Because != "" || l.tables[0].csv || f.overlaid() {
		return out, nil, nil
	}
	original, err := os.Open(f.source.Path)
	if err != nil {
		return out, nil, err
	}
	info, err := original.Stat()
	if err != nil {
		return out, nil, errors.Join(err, original.Close())
	}
	out.Original, out.Size, out.Own = original, info.Size(), f.ownSheets()
	return out, original, nil
}

// notMarked says why the sender's own workbook is not sent back; "" where it is, or
// there is none.
func (f *received) notMarked(l letter) string {
	switch {
	case l.tables[0].csv:
		return ""
	case !l.alone:
		return "the file holds another service's rows too"
	case f.overlaid():
		return "" // it is a workbook of copies itself
	case f.converted:
		return "the file is of an old format, or is protected by a password"
	}
	return ""
}

// input gathers what the workbook shows of a table.
func (p *publisher) input(f *received, s *submission) workbook.Input {
	in := workbook.Input{
		ReturnTitle: s.match.ret.Title, Grain: s.match.ret.Grain, Service: s.facts.service, ServiceName: p.serviceName(s.facts.service), Period: s.facts.period.String(),
		FileName: path.Base(f.source.Name), SHA256: f.report.SHA256, Received: p.config.Now, Contact: p.ws.Config.Contact,
		Table: s.report, CSV: s.csv, Sheet: s.match.sheet.Name, Headers: s.match.loc.Headers, HeldRows: s.held.All(), Copies: s.copies,
		Submission: s.id, Span: s.facts.span.String(), FirstRow: s.match.loc.HeaderRow + 1, LastRow: s.lastRow, Date1904: s.date1904,
		Due: p.dueWords(s), Reply: s.reply,
		IDs: s.ids, Since: s.told.since, Said: s.told.said,
		Explained: func(id string) (reason, until string, ok bool) {
			x, ok := s.told.resting[id]
			return x.Reason, dayWords(x.Until), ok
		},
	}
	if f.report.Status == report.FileRefused {
		in.SentBack = deref(f.report.Reason)
	}
	if s.facts.asAt != nil {
		in.AsAt = s.facts.asAt.String()
	}
	for i, field := range s.match.ret.Fields {
		in.Fields = append(in.Fields, fieldInfo(field, s.match.sheetColumn(i), s.facts.period))
	}
	in.Rules = ruleInfos(s.match.ret, f.statuses, s.context.Final)
	return in
}

func fieldInfo(f *rules.Field, column int, p period.Period) workbook.FieldInfo {
	entry := rulewords.EntryOf(f, p)
	kind := map[rulewords.EntryKind]workbook.FieldKind{rulewords.EntryWhole: workbook.WholeNumber, rulewords.EntryNumber: workbook.AnyNumber, rulewords.EntryDate: workbook.AnyDate}[entry.Kind]
	return workbook.FieldInfo{Name: f.Name, Title: f.Title, Column: column, Key: f.Key, Allowed: rulewords.Allowed(f), Masked: f.Privacy == "drop", Values: allowedValues(f, p),
		Kind: kind, Low: entry.Low, High: entry.High, Hint: entry.Hint}
}

// since says how a finding stands beside what was sent back before.
func (t *told) since(id, rule string) workbook.Since {
	switch {
	case t == nil:
		return workbook.New
	case t.open[id]:
		return workbook.StillOpen
	case t.before[rule]:
		return workbook.Repeated
	}
	return workbook.New
}

// dueWords says when what is open is needed by: the day on which the return is due, or
// nothing once it has passed.
func (p *publisher) dueWords(s *submission) string {
	for _, d := range p.config.Rules.Due {
		if d.Return != s.match.ret.Name || d.Service != s.facts.service || s.facts.period.IsZero() || !d.Owes(s.facts.period) {
			continue
		}
		day := s.facts.period.End().AddDays(d.DueAfterDays)
		if day < p.config.received() {
			return fmt.Sprintf("as soon as you can: it was due on %s", day.Long())
		}
		return day.Long()
	}
	return ""
}

// dayWords is an ISO date in words.
func dayWords(iso string) string {
	if d, ok := period.ParseDate(iso); ok {
		return d.Long()
	}
	return iso
}
