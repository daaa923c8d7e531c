package pipeline

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/report"
	"winnow/internal/workspace"
	"winnow/rules"
)

// errGone says that an original is no longer kept.
type errGone struct{ name string }

func (e *errGone) Error() string { return fmt.Sprintf("the original of %s is no longer kept", e.name) }

// opened is a file to read tables from.
type opened struct {
	*ingest.File
	own func(sheet int) bool // which of its sheets are winnow's
}

// wholly is a file of which every sheet is the sender's.
func wholly(file *ingest.File) *opened { return &opened{file, func(int) bool { return false }} }

// original opens a file in the archive as it was read when it came: corrected rows
// lie over the file that they correct. The error is an *errGone where it was purged.
func (r *run) original(sum string, depth int) (*opened, error) {
	a := r.shelf()
	if a == nil {
		return nil, &errGone{"a file received before"}
	}
	known, err := a.File(sum)
	if err != nil {
		return nil, err
	}
	if known == nil || !known.Purged.IsZero() {
		return nil, &errGone{"what was sent back"}
	}
	o := r.options()
	o.NoHash = true
	file, err := ingest.Open(a.path(workspace.ArchivePath(sum, known.Ext)), o)
	if errors.Is(err, fs.ErrNotExist) { // in a rebuild, one that is purged later
		return nil, &errGone{known.Name}
	}
	if err != nil {
		return nil, fmt.Errorf("opening an original in the archive: %w", err)
	}
	read, _, err := r.behind(file, depth)
	if err != nil || read.File != file {
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return nil, err
	}
	return read, nil
}

// maxRounds is how often a return goes back and forth before winnow takes it for a
// circle: an answer to an answer to an answer.
const maxRounds = 100

// tableOf finds the table of a submission in its file.
func (r *run) tableOf(file *ingest.File, old *ledger.Submission) (*match, error) {
	i := slices.IndexFunc(r.Rules.Returns, func(ret *rules.Return) bool { return ret.Name == old.Return })
	if i < 0 {
		return nil, nil
	}
	for at, sheet := range file.Sheets {
		if sheet.Name != old.Sheet {
			continue
		}
		loc, err := file.Match(at, r.layouts[i])
		if err != nil || loc == nil {
			return nil, err
		}
		return &match{ret: r.Rules.Returns[i], layout: r.layouts[i], loc: loc, sheet: sheet}, nil
	}
	return nil, nil
}

// damaged says that an original can't be read, which refuses no file that came now.
func damaged(name string) *ingest.Refusal {
	return &ingest.Refusal{Kind: report.KindSource, Reason: "what it corrects, " + name + ", is no longer kept",
		Fix: "Send the whole return, all its rows with the corrections in them, as an Excel workbook or CSV."}
}
