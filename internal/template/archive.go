package template

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
)

// archive is the zip file of a workbook, its list of contents first, as Excel has it.
type archive struct {
	to    io.Writer
	parts []*part
	texts int // cells with a text
}

type part struct {
	bytes.Buffer
	name string
}

// Create starts a part.
func (a *archive) Create(name string) (io.Writer, error) {
	a.parts = append(a.parts, &part{name: name})
	return a.parts[len(a.parts)-1], nil
}

// AddFS is never called by excelize when it saves a workbook.
func (a *archive) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the parts.
func (a *archive) Close() error {
	const contents = "[Content_Types].xml"
	slices.SortFunc(a.parts, func(x, y *part) int {
		return cmp.Or(-cmp.Compare(sameAs(x.name, contents), sameAs(y.name, contents)), cmp.Compare(x.name, y.name))
	})
	w := zip.NewWriter(a.to)
	for _, p := range a.parts {
		to, err := w.Create(p.name)
		if err != nil {
			return err
		}
		if _, err := to.Write(a.counted(p)); err != nil {
			return err
		}
	}
	return w.Close()
}

func sameAs(a, b string) int {
	if a == b {
		return 1
	}
	return 0
}

var reCount = regexp.MustCompile(` count="\d+"`)

// counted puts the number of cells with a text into the part with the texts:
// excelize says there how many different ones there are.
func (a *archive) counted(p *part) []byte {
	if p.name != "xl/sharedStrings.xml" {
		return p.Bytes()
	}
	b := p.Bytes()
	if at := reCount.FindIndex(b); at != nil {
		return slices.Concat(b[:at[0]], fmt.Appendf(nil, ` count="%d"`, a.texts), b[at[1]:])
	}
	return b
}
