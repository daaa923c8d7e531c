package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

var listStarts = [][]byte{[]byte(`"exceptions": [`), []byte(`"trial": [`)}

// WithoutScope returns a file's JSON as File.WriteJSON wrote it, without what was
// found in figures of the whole period.
func WithoutScope(file []byte) []byte {
	for _, start := range listStarts {
		at := 0
		for {
			i := bytes.Index(file[at:], start)
			if i < 0 {
				break
			}
			at += i + len(start)
			file = editList(file, at, func(items []json.RawMessage) []json.RawMessage {
				return slices.DeleteFunc(items, ofPeriod)
			})
		}
	}
	return file
}

func ofPeriod(item json.RawMessage) bool {
	var e struct{ Scope string }
	return json.Unmarshal(item, &e) == nil && e.Scope == ScopePeriod
}

// WithException returns a file's JSON with one more exception on the table of a
// return and sheet; "" is the only one of a CSV. A file without such a table is an
// error.
func WithException(file []byte, ret, sheet string, e Exception) ([]byte, error) {
	var parts struct {
		Tables []struct {
			Return string
			Sheet  *string
		}
	}
	if err := json.Unmarshal(file, &parts); err != nil {
		return nil, fmt.Errorf("a file's part of the report is damaged: %w", err)
	}
	at, start := 0, listStarts[0]
	for n := -1; n < len(parts.Tables); n++ { // the first list is the file's own
		i := bytes.Index(file[at:], start)
		if i < 0 {
			break
		}
		at += i + len(start)
		if n < 0 || parts.Tables[n].Return != ret || parts.Tables[n].Sheet != nil && *parts.Tables[n].Sheet != sheet {
			continue
		}
		item, err := marshal(e)
		if err != nil {
			return nil, err
		}
		return editList(file, at, func(items []json.RawMessage) []json.RawMessage { return append(items, item) }), nil
	}
	return nil, fmt.Errorf("a file's part of the report has no table of %s", ret)
}

// WithTables returns a file's JSON, as File.WriteJSON wrote it, with those of its tables
// that keep wants, by return and sheet; the sheet is "" for a CSV.
func WithTables(file []byte, keep func(ret, sheet string) bool) ([]byte, error) {
	start := []byte(`"tables": [`)
	at := bytes.Index(file, start)
	if at < 0 {
		return nil, errors.New("a file's part of the report is damaged: it has no list of tables")
	}
	at += len(start)
	d := json.NewDecoder(bytes.NewReader(file[at-1:])) // with its bracket
	var tables []json.RawMessage
	if err := d.Decode(&tables); err != nil {
		return nil, fmt.Errorf("a file's part of the report is damaged: %w", err)
	}
	out := append([]byte(nil), file[:at]...)
	first := true
	for _, raw := range tables {
		var t struct {
			Return string
			Sheet  string
		}
		if err := json.Unmarshal(raw, &t); err != nil {
			return nil, fmt.Errorf("a file's part of the report is damaged: %w", err)
		}
		if !keep(t.Return, t.Sheet) {
			continue
		}
		if !first {
			out = append(out, ',')
		}
		out, first = append(append(out, "\n      "...), raw...), false
	}
	return append(append(out, ']'), file[at-1+int(d.InputOffset()):]...), nil
}

// editList rewrites the list whose first item stands at a place, as the printer
// would have written it. What is no list stays as it is.
func editList(file []byte, at int, edit func([]json.RawMessage) []json.RawMessage) []byte {
	d := json.NewDecoder(bytes.NewReader(file[at-1:])) // with its bracket
	var items []json.RawMessage
	if d.Decode(&items) != nil {
		return file
	}
	end := at - 1 + int(d.InputOffset())
	var out bytes.Buffer
	out.Write(file[:at])
	for i, item := range edit(items) {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n        ")
		out.Write(item)
	}
	out.WriteByte(']')
	out.Write(file[end:])
	return out.Bytes()
}
