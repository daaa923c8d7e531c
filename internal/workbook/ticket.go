package workbook

import (
	"winnow/internal/reply"
	"winnow/internal/table"
)

// ticket writes the hidden sheet by which the workbook is known when it comes back.
func (b *book) ticket() error {
	l := &b.letter
	t := reply.Ticket{Workspace: l.Workspace, Form: b.plan.Form, FileName: b.parts[0].FileName, SHA256: b.parts[0].SHA256, Sent: l.Sent, Sheets: b.own}
	for _, p := range b.parts {
		t.Tables = append(t.Tables, reply.Table{
			Submission: p.Submission, Return: p.Table.Return, Service: p.Service, Period: p.Period, Span: p.Span, Sheet: p.Sheet, HeaderRow: p.Table.HeaderRow,
		})
	}
	name := b.sheet(reply.RoleTicket)
	rows, columns := t.Cells(), 1
	for r, cells := range rows {
		columns = max(columns, len(cells))
		for c, words := range cells {
			if err := b.SetCellStr(name, table.Address(c, r+1), guardText(words)); err != nil {
				return err
			}
		}
	}
	return b.SetSheetDimension(name, "A1:"+table.Address(columns-1, len(rows)))
}
