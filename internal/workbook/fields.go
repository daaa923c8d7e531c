package workbook

import "strings"

// columnTitle is what the sender knows a column as: the file's own heading,
// else the field's title.
func (p *part) columnTitle(col int, field string) string {
	if col >= 0 && col < len(p.Headers) {
		if h := oneLine(p.Headers[col]); h != "" {
			return h
		}
	}
	for _, f := range p.Fields {
		if f.Name == field && field != "" || f.Column == col && col >= 0 {
			return f.Title
		}
	}
	return ""
}

func (p *part) field(name string) (FieldInfo, bool) {
	for _, f := range p.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return FieldInfo{}, false
}

// fieldAt returns the field that was read from a column.
func (p *part) fieldAt(col int) (FieldInfo, bool) {
	for _, f := range p.Fields {
		if f.Column == col {
			return f, true
		}
	}
	return FieldInfo{}, false
}

func (p *part) maskedColumns() map[int]bool {
	masked := map[int]bool{}
	for _, f := range p.Fields {
		if f.Masked {
			masked[f.Column] = true
		}
	}
	return masked
}

// sentences joins what is wrong and what to do.
func sentences(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " ")
}
