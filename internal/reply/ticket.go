package reply

import (
	"strconv"
	"time"
)

// The format of the hidden sheet. A reader knows its own version only.
const (
	ticketFormat  = "workbook/v"
	ticketVersion = 1
)

// ticketLine says to people what the hidden sheet is.
const ticketLine = "winnow keeps here what it needs to know this workbook again. Please leave this sheet as it is."

// The keys of column A. Tables and sheets are numbered from 1.
const (
	keyVersion   = "version"
	keyWorkspace = "workspace"
	keyForm      = "form"
	keyFile      = "file"
	keySHA256    = "sha256"
	keySent      = "sent"
	keyTable     = "table "
	keySheet     = "sheet "
	keyCheck     = "check"
)

// Cells returns the rows of the hidden sheet: a line in words, then a key in
// column A and its values after it. Each value stands between quotation marks, so
// that no program takes it for a number, a date or a formula, and none is blank.
// The last row is a checksum over the others.
func (t *Ticket) Cells() [][]string {
	rows := [][]string{
		entry(keyVersion, ticketFormat+strconv.Itoa(ticketVersion)),
		entry(keyWorkspace, t.Workspace),
		entry(keyForm, string(t.Form)),
		entry(keyFile, t.FileName),
		entry(keySHA256, t.SHA256),
		entry(keySent, t.Sent.UTC().Format(time.RFC3339Nano)),
	}
	for i, table := range t.Tables {
		rows = append(rows, entry(keyTable+strconv.Itoa(i+1), strconv.FormatInt(table.Submission, 10),
			table.Return, table.Service, table.Period, table.Span, table.Sheet, strconv.Itoa(table.HeaderRow)))
	}
	for i, own := range t.Sheets {
		values := []string{string(own.Role), own.Name, strconv.Itoa(own.Table + 1)}
		rows = append(rows, entry(keySheet+strconv.Itoa(i+1), append(values, own.Rows.texts()...)...))
	}
	read := ticketRows(rows)
	return append(append([][]string{{ticketLine}}, rows...), entry(keyCheck, checksum(read)))
}

// entry is a row of the hidden sheet.
func entry(key string, values ...string) []string {
	row := []string{key}
	for _, v := range values {
		row = append(row, strconv.Quote(v))
	}
	return row
}
