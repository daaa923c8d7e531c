package pipeline

import (
	"fmt"

	"winnow/internal/ledger"
	"winnow/internal/sketch"
)

// What a second file for the same return, service and period must have to be
// taken for a correction of the first. Who corrects a return works in the file
// they sent: they mend some cells, delete rows, add late ones, sort, save it in
// another format. Nearly all keys come back, and most records that nobody asked
// about are as they were. A file that fails one of these may be right all the
// same, but then a person says so: a wait costs one command, a wrong file in
// place of a good one costs the quarter's figures.
const (
	// keptPercent of the first file's records must be found again by their key.
	// Below it the keys were made anew, or it is another period's or service's file:
	// those share few keys, or none.
	keptPercent = 80
	// untouchedPercent of the records that had nothing to correct must be as they
	// were. It tells another period's file where keys come again in each, as the
	// names of measures do: there all figures differ. Where a return has no key, so
	// many of all records must be as they were.
	untouchedPercent = 50
	// shrunkPercent of the records may be gone: rows that were held back are deleted,
	// duplicates too. Beyond it the file is more likely a part.
	shrunkPercent = 10
	// worsePercent of the records may be held back beyond those that are now: what
	// stands is worth more than a file with a spoilt column.
	worsePercent = 10
	// fewRecords may always be gone, or held back, in tables too short for shares.
	fewRecords = 2
	// tellingPercent is how many keys there must be to a hundred records for the
	// key to tell them apart; with fewer the table counts as one without a key.
	tellingPercent = 90
	// leastCompared is how many records of a long table the samples must share for
	// a share to mean anything; fewer only where the two differ in size some twentyfold.
	leastCompared = 200
)

// isCorrection says whether a table corrects the submission that stands in its
// place, so that it supersedes it without anybody being asked, and why, or why
// not: counts and no values, for the operator.
func isCorrection(old ledger.Submission, now coming) (ok bool, why string) {
	if old.State != ledger.Returned {
		return false, "nothing had to be corrected in what stands"
	}
	j, why := judge(old, now)
	if j == nil {
		return false, why
	}
	for _, fault := range []func() string{j.notComparable, j.nothingLeft, j.onlyPart, j.otherKeys, j.otherRecords, j.otherValues, j.shrunk, j.worse} {
		if why = fault(); why != "" {
			return false, why
		}
	}
	return true, j.same()
}

// judge puts a table beside the submission that stands; nil, and why, where the two
// can't be compared.
func judge(old ledger.Submission, now coming) (j *judged, why string) {
	if len(old.Sketch) == 0 || now.records == nil {
		return nil, "nothing is kept of the records that stand, so the two can't be compared"
	}
	var was sketch.Sketch
	if err := was.UnmarshalBinary(old.Sketch); err != nil {
		return nil, "what is kept of the records that stand can't be read: " + err.Error()
	}
	return &judged{
		unit: unitWords(now.ret), key: len(keyFields(now.ret)) > 0 || now.ret.Form, old: &was, now: now.records, change: sketch.Compare(&was, now.records),
		held: int64(old.Rows.HeldBack), holds: now.held, toCorrect: min(was.Count(), int64(old.Errors+old.Queries)),
	}, ""
}

// judged is a file beside the one that stands. Each of its checks returns why it
// is no correction, "" where that is not the reason.
type judged struct {
	unit
	key         bool // the return has one
	old, now    *sketch.Sketch
	change      sketch.Change
	held, holds int64 // records held back of the old one, of the new one
	toCorrect   int64 // records of the old one with something to correct or explain, or more
}

func (j *judged) counts() (old, now int64) { return j.old.Count(), j.now.Count() }

func (j *judged) notComparable() string {
	old, now := j.counts()
	switch {
	case !j.change.Comparable:
		return "the rule file's fields or key have changed since, so the two can't be compared"
	case !j.change.Exact && j.change.Compared < leastCompared:
		return fmt.Sprintf("it holds %s and what stands %d, too far apart to compare them", j.n(now), old)
	}
	return ""
}

func (j *judged) nothingLeft() string {
	if old, now := j.counts(); old > 0 && now == 0 {
		return "it holds nothing, and what stands holds " + j.n(old)
	}
	return ""
}

// onlyPart finds a file that holds the corrected rows alone, or some of the rows.
func (j *judged) onlyPart() string {
	old, now := j.counts()
	if !j.tooFew() || j.change.Kept()*100 < now*keptPercent {
		return ""
	}
	return fmt.Sprintf("it holds only %s of %d, as if only the corrected ones had been sent; a correction is the whole file with the corrections in it", j.n(now), old)
}

// tooFew says whether more records are gone than corrections take out.
func (j *judged) tooFew() bool {
	old, now := j.counts()
	return old-now > max(fewRecords, old*shrunkPercent/100)
}

// keyed says whether keys tell the records of both tables apart.
func (j *judged) keyed() bool {
	for _, s := range []*sketch.Sketch{j.old, j.now} {
		if records, keys := s.Keys(); keys*100 < records*tellingPercent {
			return false
		}
	}
	return j.key
}

func (j *judged) otherKeys() string {
	old, _ := j.counts()
	if !j.keyed() || j.change.Kept()*100 >= old*keptPercent {
		return ""
	}
	kept := j.change.Kept()
	return fmt.Sprintf("only %s%d of the %s that stand %s found again in it: it may be another period's or service's file, or have new references throughout", estimated(j.change), kept, j.n(old), are(kept))
}

func (j *judged) otherRecords() string {
	old, _ := j.counts()
	if j.keyed() || j.change.Same*100 >= old*untouchedPercent {
		return ""
	}
	return fmt.Sprintf("only %s%d of the %s that stand %s in it as they were, and nothing else tells them apart", estimated(j.change), j.change.Same, j.n(old), are(j.change.Same))
}

func (j *judged) otherValues() string {
	old, _ := j.counts()
	right := max(0, old-j.toCorrect)
	if !j.keyed() || j.change.Same*100 >= right*untouchedPercent {
		return ""
	}
	return fmt.Sprintf("%s%d of the %s that stand are found again in it with other values, and %d had something to correct: it may be another period's file", estimated(j.change), j.change.Changed, j.n(old), j.toCorrect)
}

func (j *judged) shrunk() string {
	if old, now := j.counts(); j.tooFew() {
		return fmt.Sprintf("it holds %s, and what stands %d", j.n(now), old)
	}
	return ""
}

// worse keeps a file out that would unpublish good records.
func (j *judged) worse() string {
	_, now := j.counts()
	most := j.held + max(fewRecords, now*worsePercent/100)
	if j.change.Equal {
		most = j.held // the very same records, under other rules or settings
	}
	if j.holds <= most {
		return ""
	}
	return fmt.Sprintf("%s of it would be held back, and of what stands only %d", j.n(j.holds), j.held)
}
