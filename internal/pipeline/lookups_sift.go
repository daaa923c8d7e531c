package pipeline

import (
	"context"
	"errors"

	"winnow/validate"
)

// errSent is why a file of this run gives another period no rows.
var errSent = errors.New("the file is not accepted")

// sift returns the rows of a file of this run that are published, which are what
// another period sees of it: the same, whether the periods come in one run or one
// after the other. The file is checked aside; its own rules may look into periods
// before it in turn.
func (s *rowStore) sift(ctx context.Context, x *rowPart) (*validate.RowSet, error) {
	c := s.run.Config
	c.Workspace, c.Earlier, c.Progress = nil, nil, nil
	aside := &run{Config: c, only: c.Return, layouts: s.run.layouts, rows: s, sifting: true, originals: s.run.shelf()}
	f, err := aside.takeIn(ctx, x.source)
	if err != nil {
		return nil, err
	}
	rows := &validate.RowSet{}
	err = errSent
	for _, t := range f.usable() {
		if t.match.ret.Name == x.ret && t.facts.service == x.service && t.facts.period == x.period && t.match.sheet.Name == x.sheet {
			rows, err = x.rows.Without(t.heldAt)
		}
	}
	return rows, errors.Join(err, f.startAgain())
}

// sift keeps which records of the batch that follows those counted are held back.
func (s *submission) sift(out *validate.Outcome) {
	before := s.report.Rows.Clean + s.report.Rows.HeldBack
	for _, i := range out.Held {
		s.heldAt = append(s.heldAt, before+i)
	}
}
