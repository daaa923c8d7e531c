package pipeline

import (
	"slices"

	"winnow/internal/ledger"
	"winnow/internal/report"
)

// restated returns a file's part of a period's report as it is now. What an earlier
// run found in the figures of the period has been worked out again since: it is
// taken out of the parts of files that didn't come in this run, and what still
// stands is put in as it reads now, with the last submission of its return.
func (p *publisher) restated(r *run, period, sum string) ([]byte, error) {
	raw, err := p.stage.Read(fragmentPath(sum, period))
	if err != nil || r.came(sum) || !r.worked(period) {
		return raw, err
	}
	now := report.WithoutScope(raw)
	for _, s := range r.standing {
		last, err := p.lastOf(s.ret, period)
		if err != nil {
			return nil, err
		}
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
	return now, p.put(fragmentPath(sum, period), writeBytes(now))
}

// lastOf returns the last submission of a return that stands for a period, nil for
// none.
func (p *publisher) lastOf(ret, period string) (*ledger.Submission, error) {
	all, err := p.ledger.Submissions(ledger.Filter{Return: ret, Period: period, Stands: true, Newest: true, Limit: 1})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// came says whether a file was taken in by this run.
func (r *run) came(sum string) bool {
	return slices.ContainsFunc(r.files, func(f *received) bool { return f.report.SHA256 == sum && f.report.Status != report.FileIgnored })
}

// worked says whether this run has worked the figures of a period out.
func (r *run) worked(period string) bool { return r.touched[period] }
