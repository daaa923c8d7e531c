package pipeline

import (
	"cmp"
	"fmt"
	"slices"

	"winnow/internal/ledger"
	"winnow/internal/sketch"
)

// asking lists the tables of a file that ask for a place: a workbook may have a sheet
// for each month, team or site.
func (f *received) asking(c claim) []*submission {
	var all []*submission
	for _, s := range f.tables {
		if (claim{s.match.ret.Name, s.facts.service, s.facts.period.String()}) == c {
			all = append(all, s)
		}
	}
	return all
}

// follows are the submissions of which a table says what became of their exceptions.
func (s *submission) follows() []ledger.Submission {
	if s.about == nil {
		return s.left
	}
	return append([]ledger.Submission{*s.about}, s.left...)
}

// unpair forgets what the tables of a file are about that waits.
func (f *received) unpair(c claim) {
	for _, s := range f.asking(c) {
		s.about, s.left = nil, nil
	}
}

// pairUp gives each table that asks for a place the submission there that it is about,
// and returns those that none is about. The surest come first: what a table answers by
// its marks, then the sheet of the same name, then the only one that is left, then the
// one of which most records are found again.
func pairUp(tables []*submission, standing []ledger.Submission) (left []ledger.Submission) {
	left = slices.Clone(standing)
	for _, alike := range []func(s *submission, old ledger.Submission) bool{
		func(s *submission, old ledger.Submission) bool { return s.answering == old.ID },
		func(s *submission, old ledger.Submission) bool {
			return sameSpan(s, old) && s.match.sheet.Name == old.Sheet
		},
	} {
		for _, s := range tables {
			if i := slices.IndexFunc(left, func(old ledger.Submission) bool { return alike(s, old) }); i >= 0 && s.about == nil {
				s.about = new(left[i])
				left = slices.Delete(left, i, i+1)
			}
		}
	}
	for _, s := range tables {
		if i := likest(s, tables, left); i >= 0 && s.about == nil {
			s.about = new(left[i])
			left = slices.Delete(left, i, i+1)
		}
	}
	return left
}

func sameSpan(s *submission, old ledger.Submission) bool { return old.Span == s.facts.span.String() }

// likest is the one of what is left that a table under another name is about; -1 for
// none.
func likest(s *submission, tables []*submission, left []ledger.Submission) int {
	best, most, fit := -1, int64(0), 0
	for i, old := range left {
		if !sameSpan(s, old) {
			continue
		}
		fit++
		if n := foundAgain(old, s.records.sketch()); n > most || best < 0 {
			best, most = i, n
		}
	}
	alone := fit == 1 && !slices.ContainsFunc(tables, func(o *submission) bool { return o != s && o.about == nil && o.facts.span == s.facts.span })
	if most == 0 && !alone {
		return -1
	}
	return best
}

// foundAgain counts the records of a submission that are in a table too.
func foundAgain(old ledger.Submission, now *sketch.Sketch) int64 {
	var was sketch.Sketch
	if now == nil || was.UnmarshalBinary(old.Sketch) != nil {
		return 0
	}
	return sketch.Compare(&was, now).Kept()
}

// verdicts judges all tables of a file that ask for a place: it takes it or waits as a
// whole. So it does where a sheet is gone whose records would be gone with it.
func (p *publisher) verdicts(f *received, c claim, standing []ledger.Submission) (waits, because string, err error) {
	tables := f.asking(c)
	left := pairUp(tables, standing)
	tables[0].left = left
	for _, s := range tables {
		now := s.coming()
		switch {
		case s.about == nil && len(left) > 0:
			now.about = left[0].ID // it may be what became of that
		case s.about == nil && len(standing) > 0:
			continue // a sheet more
		}
		w, b, err := p.verdict(f.source, c, now, standing)
		if err != nil || w != "" {
			return w, "", err
		}
		because = cmp.Or(because, b)
	}
	if decided := f.source.Again != nil || p.config.Replace || f.source.was(c, tables[0].facts.span.String()) != nil; decided {
		return "", because, nil
	}
	for _, old := range left {
		if n := old.Rows.Clean + old.Rows.HeldBack; n > 0 {
			return fmt.Sprintf("%s was received before: it has no sheet for “%s”, of which %s", p.placeWords(c), old.Sheet, stand(int64(n))), "", nil
		}
	}
	return "", because, nil
}

func stand(n int64) string {
	if n == 1 {
		return "1 row stands"
	}
	return fmt.Sprintf("%d rows stand", n)
}

// spokenOf is the submission, of those that stand for a place, beside which a table is
// put.
func spokenOf(standing []ledger.Submission, now coming) ledger.Submission {
	for _, is := range []func(old ledger.Submission) bool{
		func(old ledger.Submission) bool { return old.ID == now.about },
		func(old ledger.Submission) bool { return old.ID == now.answers },
		func(old ledger.Submission) bool { return old.Span == now.span && old.Sheet == now.sheet },
		func(old ledger.Submission) bool { return old.Span == now.span },
	} {
		if i := slices.IndexFunc(standing, is); i >= 0 {
			return inFile(standing[i], standing)
		}
	}
	return standing[len(standing)-1]
}

// inFile is a submission whose file was sent back, if only for another of its tables.
func inFile(old ledger.Submission, standing []ledger.Submission) ledger.Submission {
	if slices.ContainsFunc(standing, func(s ledger.Submission) bool { return s.SHA256 == old.SHA256 && s.State == ledger.Returned }) {
		old.State = ledger.Returned
	}
	return old
}
