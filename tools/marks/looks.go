package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"winnow/ingest"
)

// looks are the cell formats of a package written out: font, fill, border, number
// format and alignment, whatever their ids.
func (p *pack) looks() []string {
	var styles *node
	for _, r := range p.relations(p.book) {
		if r.kind == "styles" {
			styles = p.tree(r.target)
		}
	}
	if styles == nil {
		return nil
	}
	codes := map[string]string{}
	for _, n := range styles.child("numFmts").Kids {
		codes[n.attr("numFmtId")] = n.attr("formatCode")
	}
	pick := func(list, id string) string {
		if i, err := strconv.Atoi(id); err == nil && i < len(styles.child(list).Kids) {
			return styles.child(list).Kids[i].String()
		}
		return ""
	}
	var out []string
	for _, xf := range styles.child("cellXfs").Kids {
		number := xf.attr("numFmtId")
		if codes[number] != "" {
			number = codes[number]
		}
		out = append(out, strings.Join([]string{number, pick("fonts", xf.attr("fontId")), pick("fills", xf.attr("fillId")), pick("borders", xf.attr("borderId")),
			xf.child("alignment").String(), xf.child("protection").String(), xf.attr("quotePrefix"), pick("cellStyleXfs", xf.attr("xfId"))}, "\n"))
	}
	return out
}

// styled is how each cell of a sheet that is there looks; "" stands for one that
// holds nothing and is not styled.
func (p *pack) styled(s sheet, looks []string) map[place]string {
	out := map[place]string{}
	p.eachCell(s, func(at place, cell *node) {
		if i, err := strconv.Atoi("0" + cell.attr("s")); err == nil && i < len(looks) {
			out[at] = looks[i]
		}
	})
	return out
}

// sameLooks demands that every cell that was there looks as it did.
func (j *journey) sameLooks(sheet string, before, after map[place]string) {
	wrong := 0
	for at, look := range before {
		if after[at] != look {
			if wrong++; wrong == 1 {
				j.fault("cleared: a cell of %q looks otherwise, at row %d column %d:\n%s\nand was\n%s", sheet, at.row, at.col+1, indent(after[at]), indent(look))
			}
		}
	}
	if wrong > 1 {
		j.fault("cleared: so do %d more of %q", wrong-1, sheet)
	}
}

func indent(s string) string { return "\t" + strings.ReplaceAll(s, "\n", "\n\t") }

// sameCells demands that winnow reads the same cells of the sender's sheets. A file
// that it refuses as it comes is not sent back marked.
func (j *journey) sameCells(say func(string, ...any), was, now *pack) {
	before, refused := j.read(was.data)
	after, err := j.read(now.data)
	if err != nil && refused == nil {
		say("winnow does not read it: %v", err)
	}
	for _, s := range was.sheets {
		if refused == nil && !slices.Equal(before[s.name], after[s.name]) {
			say("winnow reads other cells in %q: %d rows, %d before", s.name, len(after[s.name]), len(before[s.name]))
		}
	}
}

// read reads every sheet as winnow does: a line for each row that holds something.
func (j *journey) read(data []byte) (map[string][]string, error) {
	path := filepath.Join(j.scratch, "book.xlsx")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return nil, err
	}
	f, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := map[string][]string{}
	for i, s := range f.Sheets {
		for row, err := range f.Rows(i) {
			if err != nil {
				return nil, err
			}
			line, filled := fmt.Sprint(row.Number, row.Hidden), false
			for c, cell := range row.Cells {
				if !cell.Empty() {
					line, filled = line+fmt.Sprintf("|%d %d %d %s", c, cell.Kind, cell.Flag, cell.Raw), true
				}
			}
			if filled {
				out[s.Name] = append(out[s.Name], line)
			}
		}
	}
	return out, nil
}
