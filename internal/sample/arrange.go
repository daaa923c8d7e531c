package sample

import (
	"archive/zip"
	"io"
	"io/fs"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"

	"winnow/internal/table"
)

// arrange sets what the sheet shows besides its cells: merged cells, hidden
// rows and columns, a filter.
func (w *writer) arrange() error {
	s, name := w.sheet, w.sheet.name
	for _, m := range s.look.merged {
		at := s.column(s.look.mergedIn)
		if err := w.file.MergeCell(name, table.Address(at, s.row(m[0])), table.Address(at, s.row(m[1]))); err != nil {
			return err
		}
	}
	for _, l := range s.look.hiddenRows {
		if err := w.file.SetRowVisible(name, s.row(l), false); err != nil {
			return err
		}
	}
	for _, field := range s.look.hiddenCols {
		if err := w.file.SetColVisible(name, s.columnName(field), false); err != nil {
			return err
		}
	}
	bottom := table.Address(len(s.columns)-1, s.headerRow()+len(s.lines)+len(s.below))
	if err := w.file.SetSheetDimension(name, "A1:"+bottom); err != nil {
		return err
	}
	if !s.look.filter {
		return nil
	}
	last := table.Address(len(s.columns)-1, s.headerRow()+len(s.lines))
	return w.file.AutoFilter(name, table.Address(0, s.headerRow())+":"+last, nil)
}

// lookups adds the hidden worksheet that a service keeps its lists on.
func (w *writer) lookups() error {
	if w.sheet.look.hidden == nil {
		return nil
	}
	const name = "Lookups"
	if _, err := w.file.NewSheet(name); err != nil {
		return err
	}
	for i, cells := range w.sheet.look.hidden {
		if err := w.file.SetSheetRow(name, table.Address(0, i+1), &cells); err != nil {
			return err
		}
	}
	return w.file.SetSheetVisible(name, false)
}

// patcher wraps a zip writer so that the first worksheet gets its patches.
func (w *writer) patcher(out io.Writer) excelize.ZipWriter {
	return &patcher{zip: zip.NewWriter(out), patches: w.patches}
}

type patcher struct {
	zip     *zip.Writer
	patches map[string]string
}

func (p *patcher) Create(name string) (io.Writer, error) {
	part, err := p.zip.Create(name)
	if err != nil || name != "xl/worksheets/sheet1.xml" {
		return part, err
	}
	return patchedPart{part, p.patches}, nil
}

func (p *patcher) AddFS(fsys fs.FS) error { return p.zip.AddFS(fsys) }
func (p *patcher) Close() error           { return p.zip.Close() }

// patchedPart replaces cells on their way out. excelize writes a part in one go.
type patchedPart struct {
	out     io.Writer
	patches map[string]string
}

var cellElement = regexp.MustCompile(`<c r="([A-Z]+[0-9]+)"( s="[0-9]+")?><v>0</v></c>`)

func (p patchedPart) Write(part []byte) (int, error) {
	text := cellElement.ReplaceAllStringFunc(string(part), func(cell string) string {
		groups := cellElement.FindStringSubmatch(cell)
		if patch, ok := p.patches[groups[1]]; ok {
			return `<c r="` + groups[1] + `"` + groups[2] + patch
		}
		return cell
	})
	if _, err := io.Copy(p.out, strings.NewReader(text)); err != nil {
		return 0, err
	}
	return len(part), nil
}
