package pipeline

import (
	"io"
	"slices"

	"winnow/internal/report"
	"winnow/internal/workspace"
)

// restated returns a file's part of a period's report as it is now. What an earlier
// run found in the figures of the period has been worked out again since: it is
// taken out of the parts of files that didn't come in this run, and what still
// stands is put in as it reads now, with the last submission of its return.
func (p *publisher) restated(r *run, period, sum string) ([]byte, error) {
	raw, err := p.stage.Read(fragmentPath(sum))
	if err != nil || r.came(sum) || !r.worked(period) {
		return raw, err
	}
	now := report.WithoutScope(raw)
	for _, s := range r.standing {
		last := p.lastOf(s.ret, period)
		if s.period != period || last == nil || last.SHA256 != sum {
			continue
		}
		if now, err = report.WithException(now, s.ret, last.Sheet, s.Exception); err != nil {
			return nil, err
		}
	}
	if string(now) == string(raw) {
		return raw, nil
	}
	_, err = p.stage.Put(fragmentPath(sum), func(w io.Writer) error {
		_, err := w.Write(now)
		return err
	})
	return now, err
}

// lastOf returns the last submission of a return that stands for a period, nil for
// none.
func (p *publisher) lastOf(ret, period string) (last *workspace.Submission) {
	for _, s := range p.ws.State.InPeriod(period) {
		if s.Return == ret {
			last = s
		}
	}
	return last
}

// came says whether a file was taken in by this run.
func (r *run) came(sum string) bool {
	return slices.ContainsFunc(r.files, func(f *received) bool { return f.report.SHA256 == sum && f.report.Status != report.FileIgnored })
}

// worked says whether this run has worked the figures of a period out.
func (r *run) worked(period string) bool {
	return slices.ContainsFunc(r.overall, func(s periodStatus) bool { return s.period == period })
}
