package pipeline

import (
	"encoding/json"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"winnow/internal/ledger"
	"winnow/internal/report"
)

// receive records a file and that it came.
func (p *publisher) receive(f *received, when string) error {
	if f.source.Dropped == nil { // it is judged again: it came before
		return p.ledger.Reconsider(f.report.SHA256, when, string(f.report.Status))
	}
	return p.ledger.Receive(
		ledger.File{SHA256: f.report.SHA256, Ext: filepath.Ext(f.source.Name), Bytes: f.source.Dropped.Size, Period: when, Status: string(f.report.Status), Name: f.source.Name},
		ledger.Arrival{SHA256: f.report.SHA256, Name: f.source.Name, Folder: f.source.Folder, Outcome: ledger.Taken})
}

// retire takes out what the file's tables stand in for, and what was written of the
// same content when it was refused.
func (p *publisher) retire(f *received) error {
	if err := p.takeBackOf(f.report.SHA256); err != nil {
		return err
	}
	for i := range f.source.Again {
		if err := p.withdrawOutputs(&f.source.Again[i]); err != nil {
			return err
		}
	}
	var err error
	if f.refusedBefore, err = p.ledger.Submissions(ledger.Filter{SHA256: f.report.SHA256, States: []ledger.State{ledger.Refused}}); err != nil {
		return err
	}
	for _, s := range f.tables {
		if s.refused != nil {
			f.refusedBefore = append(f.refusedBefore, *s.refused)
		}
	}
	for i := range f.refusedBefore {
		if err := p.withdrawOutputs(&f.refusedBefore[i]); err != nil {
			return err
		}
	}
	for _, s := range f.tables {
		if f.report.Status == report.FileRefused || s.waits != "" {
			continue
		}
		for _, old := range s.standsFor {
			if err := p.withdrawOutputs(&old); err != nil {
				return err
			}
		}
	}
	return nil
}

// withdrawOutputs removes what was published of a submission and written about it.
func (p *publisher) withdrawOutputs(old *ledger.Submission) error {
	if old.Parquet != "" {
		p.stage.Remove(old.Parquet, old.ParquetSHA)
	}
	letters, err := p.ledger.Letters(old.ID)
	if err != nil {
		return err
	}
	if err := p.takeBack(letters); err != nil {
		return err
	}
	if err := p.ledger.Unpost(old.ID, "what it was about no longer stands"); err != nil {
		return err
	}
	others, err := p.ledger.Submissions(ledger.Filter{SHA256: old.SHA256, Stands: true})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(others, func(s ledger.Submission) bool { return s.ID != old.ID && !p.replaced(&s) }) {
		return nil // another table of the file goes on standing
	}
	return p.takeBackOf(old.SHA256)
}

// confirmed says whether a file that was judged anew came out as it had before: then
// what was written about it still holds, and nobody is written to again.
func (f *received) confirmed() bool {
	if len(f.source.Again) == 0 || len(f.source.Again) != len(f.tables) || f.report.Status == report.FileRefused {
		return false
	}
	for _, s := range f.tables {
		old := f.source.again(s.match)
		if old == nil || !old.Stands || old.Rows != s.counts() || [3]int{old.Errors, old.Queries, old.Notes} != s.findings() {
			return false
		}
	}
	return true
}

// counts is what the ledger keeps of the table's rows.
func (s *submission) counts() ledger.Rows {
	r := s.report.Rows
	return ledger.Rows{Read: r.Read, Clean: r.Clean, HeldBack: r.HeldBack, Skipped: r.Skipped}
}

// findings counts what was found in a table: errors, queries, notes.
func (s *submission) findings() [3]int {
	x := s.report.Exceptions
	return [3]int{x.Count(report.Error), x.Count(report.Query), x.Count(report.Note)}
}

// takeBackOf takes back what was written about a whole file.
func (p *publisher) takeBackOf(sum string) error {
	letters, err := p.ledger.LettersOf(sum)
	if err != nil {
		return err
	}
	if err := p.ledger.UnpostOf(sum, "what it was about no longer stands"); err != nil {
		return err
	}
	return p.takeBack(letters)
}

// takeBack removes letters that no longer hold, unless somebody has changed them.
func (p *publisher) takeBack(letters []ledger.Letter) error {
	for _, l := range letters {
		p.stage.Remove(l.Path, l.Digest)
		if err := p.ledger.TakeBack(l.ID); err != nil {
			return err
		}
	}
	return nil
}

// submissions records every table of a file, or the file itself where it has none.
func (p *publisher) submissions(r *run, f *received, when string) error {
	for i, s := range f.tables {
		if err := p.submission(f, s, i); err != nil {
			return err
		}
	}
	if err := p.letters(f); err != nil {
		return err
	}
	if f.report.Status == report.FileRefused {
		if len(f.tables) == 0 {
			if err := p.unread(r, f, when); err != nil {
				return err
			}
		}
		if err := p.refusal(r, f, when); err != nil {
			return err
		}
	}
	return p.outlived(f)
}

// outlived takes what the same content was refused as before out of sight: what
// came of it now stands in its place.
func (p *publisher) outlived(f *received) error {
	now, err := p.ledger.Submissions(ledger.Filter{SHA256: f.report.SHA256, Newest: true, Limit: 1})
	if err != nil || len(now) == 0 {
		return err
	}
	for _, old := range f.refusedBefore {
		if err := p.ledger.Decide(old.ID, ledger.Superseded, "it came again", now[0].ID); err != nil {
			return err
		}
	}
	return nil
}

// unread records a file without a table.
func (p *publisher) unread(r *run, f *received, when string) error {
	service := ""
	if f.source.Folder != "" {
		service = r.knownService(f.source.Folder)
	}
	id, err := p.ledger.Submit(ledger.Submission{ID: f.source.wasID(0, ""), SHA256: f.report.SHA256, Name: f.source.Name, Folder: f.source.Folder, Service: service, Period: when})
	if err != nil {
		return err
	}
	return p.ledger.Decide(id, ledger.Refused, deref(f.report.Reason), 0)
}

// submission records a table, stages what its service gets back, and decides its
// state.
func (p *publisher) submission(f *received, s *submission, index int) error {
	entry, err := p.entry(f, s, index)
	if err != nil {
		return err
	}
	if s.id == 0 {
		entry.ID = f.source.wasID(index, entry.Return)
		s.id, err = p.ledger.Submit(entry)
	} else {
		entry.ID = s.id
		err = p.ledger.Resubmit(entry)
	}
	if err != nil {
		return err
	}
	switch {
	case f.report.Status == report.FileRefused:
		return p.ledger.Decide(s.id, ledger.Refused, deref(f.report.Reason), 0)
	case s.waits != "":
		f.report.Reason = report.Ptr(fmt.Sprintf("%s; `winnow supersede %d` takes it, `winnow withdraw %d` puts it aside", s.waits, s.id, s.id))
		if err := p.waiting(f, s.facts.period.String(), s.id); err != nil {
			return err
		}
		return p.ledger.Decide(s.id, ledger.Checked, s.waits, 0)
	}
	return p.accept(f, s, index)
}

// accept makes a table stand, in the place of what stood there.
func (p *publisher) accept(f *received, s *submission, index int) error {
	for _, old := range s.standsFor {
		if err := p.ledger.Decide(old.ID, ledger.Superseded, s.because, s.id); err != nil {
			return err
		}
	}
	state := ledger.Accepted
	if s.open() > 0 || index == 0 && openIn(f.report.Exceptions) > 0 {
		state = ledger.Returned
	}
	return p.ledger.Decide(s.id, state, s.because, 0)
}

// open counts what is to be corrected or explained in a table: a query that rests is
// neither.
func (s *submission) open() int {
	return openIn(s.report.Exceptions) - s.resting()
}

// resting counts the queries of a table that rest on a reason.
func (s *submission) resting() int {
	if s.told == nil {
		return 0
	}
	return len(s.told.resting)
}

func openIn(list *report.List) int { return list.Count(report.Error) + list.Count(report.Query) }

// entry is what the ledger keeps of a table.
func (p *publisher) entry(f *received, s *submission, index int) (ledger.Submission, error) {
	partial, err := json.Marshal(s.partial)
	if err != nil {
		return ledger.Submission{}, fmt.Errorf("keeping the measures of %s: %w", f.source.Name, err)
	}
	found := s.findings()
	e := ledger.Submission{
		SHA256: f.report.SHA256, Name: f.source.Name, Folder: f.source.Folder, Sheet: s.match.sheet.Name, Place: index,
		Return: s.match.ret.Name, Service: s.facts.service, Period: s.facts.period.String(), Span: s.facts.span.String(),
		Rows: s.counts(), Errors: found[0], Queries: found[1], Notes: found[2],
		Partial: string(partial), Sketch: s.sketch,
	}
	if s.facts.asAt != nil {
		e.AsAt = s.facts.asAt.String()
	}
	if f.overlaid() {
		e.Base = f.reply.ticket.SHA256
	}
	if s.reply != nil {
		counts, err := json.Marshal(s.reply)
		if err != nil {
			return e, fmt.Errorf("keeping what %s corrects: %w", f.source.Name, err)
		}
		e.Reply = string(counts)
	}
	if s.clean != nil && s.clean.sum != "" {
		e.Parquet, e.ParquetSHA, e.ParquetRows, e.ParquetBytes = s.clean.path, s.clean.sum, s.clean.writer.Rows(), s.clean.size
	}
	return e, nil
}

// wrote records a letter.
func (p *publisher) wrote(kind, at, digest string, submission int64, sum string) error {
	if submission != 0 {
		sum = ""
	}
	return p.ledger.Write(ledger.Letter{Submission: submission, SHA256: sum, Kind: kind, Path: at, Digest: digest})
}

// free returns a path in the workspace at which nothing lies that this run or an
// earlier one wrote: two files may bear one name.
func (p *publisher) free(dir, name, ending string) (string, error) {
	stem := strings.TrimSuffix(name, ending)
	for n := 1; ; n++ {
		to := path.Join(dir, stem+ending)
		if n > 1 {
			to = path.Join(dir, fmt.Sprintf("%s (%d)%s", stem, n, ending))
		}
		if p.taken[strings.ToLower(to)] {
			continue
		}
		there, err := p.ledger.LetterAt(to)
		if err != nil {
			return "", err
		}
		if there == nil {
			p.taken[strings.ToLower(to)] = true
			return to, nil
		}
	}
}
