package retention

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/workspace"
)

// originals finds the files in the archive that are past their time.
func (p *planner) originals() error {
	for _, f := range p.files {
		if !f.Purged.IsZero() {
			continue
		}
		spans, err := p.spansOf(f)
		if err != nil {
			return err
		}
		goes, why := p.judge(p.Keep.Originals, spans)
		if id, waits := p.waits(f.SHA256); goes && waits {
			goes, why = false, waiting(id)
		}
		switch {
		case goes:
			p.original(f, last(spans))
		case why != "":
			p.keep(Originals, last(spans), why)
		}
	}
	return nil
}

func waiting(id int64) string {
	return fmt.Sprintf("submission %d waits for a decision (winnow supersede, winnow withdraw)", id)
}

func (p *planner) original(f ledger.File, when string) {
	p.plan.Items = append(p.plan.Items, Item{Kind: Originals, Period: when, Path: workspace.ArchivePath(f.SHA256, f.Ext), SHA256: f.SHA256})
}

// letters finds what was written about submissions, files and what is owed.
func (p *planner) letters() error {
	all, err := p.book.AllLetters()
	if err != nil {
		return err
	}
	for _, l := range all {
		spans, err := p.spansOfLetter(l)
		if err != nil {
			return err
		}
		goes, why := p.judge(p.Keep.Letters, spans)
		if goes {
			goes, why = p.free(l)
		}
		switch {
		case goes:
			p.letter(l, last(spans))
		case why != "":
			p.keep(Letters, last(spans), why)
		}
	}
	return nil
}

func (p *planner) letter(l ledger.Letter, when string) {
	p.plan.Items = append(p.plan.Items, Item{Kind: Letters, Period: when, Path: l.Path, Letter: l})
}

// free says whether nothing is to come of a letter any more.
func (p *planner) free(l ledger.Letter) (goes bool, why string) {
	if p.unsent[l.Path] {
		return false, "a mail has not gone out (winnow mail list)"
	}
	sum := l.SHA256
	if l.Submission != 0 {
		sum = p.byID[l.Submission].SHA256
	}
	if id, waits := p.waits(sum); waits {
		return false, waiting(id)
	}
	return true, ""
}

// spansOfLetter returns the periods that a letter speaks of. A reminder's is in its
// path: outbox/SERVICE/PERIOD/….
func (p *planner) spansOfLetter(l ledger.Letter) ([]span, error) {
	if s, ok := p.byID[l.Submission]; ok {
		one, err := spanOf(s.Period, s.Received)
		return []span{one}, err
	}
	if n := slices.IndexFunc(p.files, func(f ledger.File) bool { return f.SHA256 == l.SHA256 }); n >= 0 {
		return p.spansOf(p.files[n])
	}
	if parts := strings.Split(l.Path, "/"); len(parts) == 4 {
		if when, err := period.Parse(parts[2]); err == nil {
			return []span{{when.String(), when, when.End()}}, nil
		}
	}
	r, err := p.book.Run(l.Run)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, fmt.Errorf("the ledger is damaged: %s was written by a run that isn't there", l.Path)
	}
	one, err := spanOf("", r.At)
	return []span{one}, err
}

// published finds the clean rows that are past their time.
func (p *planner) published() error {
	for _, subs := range p.subs {
		for _, s := range subs {
			if !s.Stands || s.Parquet == "" {
				continue
			}
			one, err := spanOf(s.Period, s.Received)
			if err != nil {
				return err
			}
			goes, why := p.judge(p.Keep.Published, []span{one})
			switch {
			case goes:
				p.plan.Items = append(p.plan.Items, Item{Kind: Published, Period: one.name, Path: s.Parquet, ID: s.ID})
			case why != "":
				p.keep(Published, one.name, why)
			}
		}
	}
	return nil
}

// named finds the originals of the submissions that were named, and what was written
// about them.
func (p *planner) named() error {
	seen := map[string]bool{}
	for _, id := range p.Submissions {
		s, ok := p.byID[id]
		if !ok {
			return &RefusedError{id, "isn't there", "winnow history lists them"}
		}
		n := slices.IndexFunc(p.files, func(f ledger.File) bool { return f.SHA256 == s.SHA256 })
		if err := p.mayGo(id, p.files[n]); err != nil {
			return err
		}
		if seen[s.SHA256] {
			continue
		}
		seen[s.SHA256] = true
		if err := p.whole(p.files[n]); err != nil {
			return err
		}
	}
	return nil
}

// mayGo says why the original of a submission has to stay.
func (p *planner) mayGo(id int64, f ledger.File) error {
	if !f.Purged.IsZero() {
		return &RefusedError{id, "has no original any more: it was deleted before", fmt.Sprintf("winnow show %d", id)}
	}
	for _, s := range p.subs[f.SHA256] {
		switch {
		case s.State == ledger.Checked:
			return &RefusedError{id, fmt.Sprintf("has to keep its original: submission %d, of the same file, waits for a decision", s.ID), fmt.Sprintf("settle it with winnow supersede %d or winnow withdraw %d", s.ID, s.ID)}
		case s.Stands:
			return &RefusedError{id, fmt.Sprintf("has to keep its original: submission %d, of the same file, counts", s.ID), fmt.Sprintf("have it replaced by a corrected file first, or winnow withdraw %d", s.ID)}
		}
	}
	for _, s := range p.over[f.SHA256] {
		if !slices.Contains(p.Submissions, s.ID) {
			return &RefusedError{id, fmt.Sprintf("has to keep its original: the corrected rows of submission %d lie over it", s.ID), fmt.Sprintf("name submission %d too, or have it replaced by a whole file first", s.ID)}
		}
	}
	return nil
}

// whole takes a file with all that was written about it.
func (p *planner) whole(f ledger.File) error {
	spans, err := p.spansOf(f)
	if err != nil {
		return err
	}
	p.original(f, last(spans))
	letters, err := p.book.LettersOf(f.SHA256)
	if err != nil {
		return err
	}
	for _, s := range p.subs[f.SHA256] {
		more, err := p.book.Letters(s.ID)
		if err != nil {
			return err
		}
		letters = append(letters, more...)
	}
	for _, l := range letters {
		if p.unsent[l.Path] {
			p.keep(Letters, last(spans), "a mail has not gone out (winnow mail list)")
			continue
		}
		p.letter(l, last(spans))
	}
	return nil
}
