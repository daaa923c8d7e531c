package report

import (
	"bufio"
	"encoding/json"
	"io"
)

// exceptionJSON is an Exception as the contract prints it: unset keys are null.
type exceptionJSON struct {
	Rule     string   `json:"rule"`
	Kind     string   `json:"kind"`
	Severity Severity `json:"severity"`
	Row      *int     `json:"row"`
	Column   *string  `json:"column"`
	Cell     string   `json:"cell"`
	Field    *string  `json:"field"`
	Key      *string  `json:"key"`
	Value    *string  `json:"value"`
	Expected *string  `json:"expected"`
	Message  string   `json:"message"`
	Fix      *string  `json:"fix"`
	Rows     []int    `json:"other_rows,omitempty"`
	Scope    string   `json:"scope,omitempty"`
}

// MaskedValue stands where a value of a field marked `privacy: drop` would.
const MaskedValue = "(not shown)"

// MarshalJSON writes the exception's contract form, with masked values masked.
func (e Exception) MarshalJSON() ([]byte, error) {
	j := exceptionJSON{
		Rule: e.Rule, Kind: e.Kind, Severity: e.Severity, Column: Ptr(e.Column), Cell: e.Cell,
		Field: Ptr(e.Field), Key: Ptr(e.Key), Expected: Ptr(e.Expected), Message: e.Message, Fix: Ptr(e.Fix),
		Rows: e.OtherRows, Scope: e.Scope,
	}
	if e.Row > 0 {
		j.Row = &e.Row
	}
	if e.HasValue {
		v := e.Value
		if e.Masked {
			v = MaskedValue
		}
		j.Value = &v
	}
	return json.Marshal(j)
}

// WriteJSON writes the report, indented, one exception at a time: memory does
// not grow with their number. It returns the first write or spool error.
func (r *Report) WriteJSON(w io.Writer) error {
	p := &printer{w: bufio.NewWriter(w)}
	p.text("{\n  \"schema\": ").value(Schema).text(",\n  \"period\": ").value(r.Period).text(",\n  \"files\": [")
	for i, f := range r.Files {
		p.comma(i).text("\n    ").file(f)
	}
	p.text("],\n  \"measures\": [")
	for i, m := range r.Measures {
		p.comma(i).text("\n    ").value(m)
	}
	p.text("],\n  \"rules\": [")
	for i, s := range r.Rules {
		p.comma(i).text("\n    ").value(s)
	}
	p.text("],\n  \"waivers\": [")
	for i, v := range r.Waivers {
		p.comma(i).text("\n    ").value(v)
	}
	p.text("],\n  \"final\": ").value(r.Final)
	if r.SignedOff != nil {
		p.text(",\n  \"signed_off\": ").value(r.SignedOff)
	}
	if r.ReturnsDue != nil {
		p.text(",\n  \"returns_due\": [")
		for i, o := range r.ReturnsDue {
			p.comma(i).text("\n    ").value(o)
		}
		p.text("]")
	}
	p.text("\n}\n")
	if p.err == nil {
		p.err = p.w.Flush()
	}
	return p.err
}

// WriteJSON writes the file's part of a report.
func (f *File) WriteJSON(w io.Writer) error {
	p := &printer{w: bufio.NewWriter(w)}
	p.file(f)
	if p.err == nil {
		p.err = p.w.Flush()
	}
	return p.err
}

// printer writes JSON piece by piece and keeps the first error.
type printer struct {
	w   *bufio.Writer
	err error
}

func (p *printer) text(s string) *printer {
	if p.err == nil {
		_, p.err = p.w.WriteString(s)
	}
	return p
}

func (p *printer) comma(i int) *printer {
	if i > 0 {
		return p.text(",")
	}
	return p
}

func (p *printer) value(v any) *printer {
	if p.err != nil {
		return p
	}
	b, err := marshal(v)
	if err != nil {
		p.err = err
		return p
	}
	return p.text(string(b))
}

func (p *printer) list(l *List) *printer {
	p.text("[")
	first := true
	for e := range l.All() {
		if !first {
			p.text(",")
		}
		first = false
		p.text("\n        ").value(e)
	}
	if p.err == nil {
		p.err = l.Err()
	}
	return p.text("]")
}

func (p *printer) file(f *File) {
	if f.Raw != nil {
		p.text(string(f.Raw))
		return
	}
	p.text("{\"path\": ").value(f.Path).text(", \"sha256\": ").value(f.SHA256).
		text(", \"status\": ").value(f.Status).text(", \"reason\": ").value(f.Reason).
		text(",\n     \"format\": ").value(f.Format).text(", \"encoding\": ").value(f.Encoding).text(", \"delimiter\": ").value(f.Delimiter)
	if f.Purged {
		p.text(",\n     \"purged\": true, \"found\": ").value(f.Found)
	}
	p.text(",\n     \"exceptions\": ").list(f.Exceptions).text(",\n     \"tables\": [")
	for i, t := range f.Tables {
		p.comma(i).table(t)
	}
	p.text("]}")
}

func (p *printer) table(t *Table) {
	p.text("\n      {\"return\": ").value(t.Return).text(", \"service\": ").value(t.Service).
		text(", \"period\": ").value(t.Period).text(", \"as_at\": ").value(t.AsAt).
		text(", \"sheet\": ").value(t.Sheet).text(", \"header_row\": ").value(t.HeaderRow).
		text(",\n       \"rows\": ").value(t.Rows).text(", \"skipped\": ").value(t.Skipped).
		text(",\n       \"exceptions\": ").list(t.Exceptions)
	p.text(",\n       \"waived\": [")
	for i, v := range t.Waived {
		p.comma(i).text("\n        ").value(v)
	}
	p.text("]")
	if t.Trials != nil {
		p.text(",\n       \"trial\": ").list(t.Trials)
	}
	if t.Found != nil {
		p.text(",\n       \"found\": ").value(t.Found)
	}
	if t.Explained > 0 {
		p.text(",\n       \"explained\": ").value(t.Explained)
	}
	if t.Reply != nil {
		p.text(",\n       \"reply\": ").value(t.Reply)
	}
	p.text("}")
}

// marshal is json.Marshal without the escaping of <, > and & that JSON for
// programs and people does not need.
func marshal(v any) ([]byte, error) {
	var buf writerBuffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return buf[:len(buf)-1], nil
}

type writerBuffer []byte

func (b *writerBuffer) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}
