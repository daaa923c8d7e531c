// Package sample makes the sample quarter: the returns that the services of the
// Derbyshire report of Quarter 1 2021-22 sent, in two forms. Every row is
// synthetic; only the totals, the schemes' windows and the targets are the
// report's. A fixed seed gives the same bytes every time.
//
// Start reading at Files. Each return has a file of its own (smoking.go,
// weight.go, testing.go, awards.go) that draws the rows of the clean form; the
// defects_*.go files turn them into the form as services really send them and
// write down what winnow must say of each. The files made are kept under
// testdata/sample; UPDATE=1 go test ./internal/sample writes them anew. The
// package must not read rule files: what is expected is stated, not computed.
package sample

import (
	"fmt"
	"math/rand/v2"
	"sort"

	"winnow/internal/period"
)

// The forms of the sample.
const (
	Clean      = "clean"       // nothing to correct
	AsReceived = "as-received" // with seeded defects
)

// Seed is what every random number of the sample comes from.
const Seed = 20210630

// File is one file of the sample: a slash-separated path below its form's folder.
type File struct {
	Path string
	Data []byte
}

// Files returns a form's inbox files, by path, and what winnow must say of
// them, by file and row: nothing for Clean.
func Files(form string) ([]File, []Expectation, error) {
	tables := []*sheet{smokingQuits(draw(1)), weightManagement(draw(2)), testingSites(draw(3)), awards(draw(4))}
	var expected []Expectation
	var files []File
	switch form {
	case Clean:
	case AsReceived:
		for i, spoil := range []func(*defects){spoilSmoking, spoilWeight, spoilTesting, spoilAwards} {
			d := &defects{sheet: tables[i], rand: draw(uint64(11 + i))}
			spoil(d)
			expected = append(expected, d.resolve()...)
		}
		var refused []Expectation
		var err error
		if files, refused, err = unusable(); err != nil {
			return nil, nil, err
		}
		expected = append(expected, refused...)
	default:
		return nil, nil, fmt.Errorf("unknown form of the sample %q", form)
	}
	for _, t := range tables {
		data, err := t.bytes()
		if err != nil {
			return nil, nil, fmt.Errorf("writing %q: %w", t.path, err)
		}
		files = append(files, File{t.path, data})
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	sortExpectations(expected)
	return files, expected, nil
}

func draw(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(Seed, stream)) }

// The quarter that the sample is of, and the day that its returns speak of.
var (
	quarterStart = date(2021, 4, 1)
	asAt         = date(2021, 6, 30)
)

func date(year, month, day int) period.Date {
	d, ok := period.NewDate(year, month, day)
	if !ok {
		panic("sample: no such day")
	}
	return d
}
