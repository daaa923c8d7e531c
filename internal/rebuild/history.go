package rebuild

import (
	"winnow/internal/ledger"
)

// history is what a ledger says of what happened, by run.
type history struct {
	ledger.Book
	runs        []ledger.Run
	files       map[string]ledger.File // by hash
	arrivals    map[int64][]ledger.Arrival
	submissions map[int64]ledger.Submission // by id
	sent        map[int64][]ledger.Submission
	moves       map[int64][]ledger.Transition
	outputs     map[string]string // hashes by path
}

func readHistory(book ledger.Book) (*history, error) {
	h := &history{Book: book, files: map[string]ledger.File{}, arrivals: map[int64][]ledger.Arrival{}, submissions: map[int64]ledger.Submission{},
		sent: map[int64][]ledger.Submission{}, moves: map[int64][]ledger.Transition{}, outputs: map[string]string{}}
	var err error
	if h.runs, err = book.Runs(); err != nil {
		return nil, err
	}
	files, err := book.Files()
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		h.files[f.SHA256] = f
	}
	arrivals, err := book.Arrivals("")
	if err != nil {
		return nil, err
	}
	for _, a := range arrivals {
		h.arrivals[a.Run] = append(h.arrivals[a.Run], a)
	}
	submissions, err := book.Submissions(ledger.Filter{})
	if err != nil {
		return nil, err
	}
	for _, s := range submissions {
		h.submissions[s.ID], h.sent[s.Run] = s, append(h.sent[s.Run], s)
	}
	outputs, err := book.Outputs()
	if err != nil {
		return nil, err
	}
	for _, o := range outputs {
		h.outputs[o.Path] = o.SHA256
	}
	moves, err := book.AllTransitions()
	for _, t := range moves {
		h.moves[t.Run] = append(h.moves[t.Run], t)
	}
	return h, err
}

// first returns what was decided about a new submission in its run: the change that
// followed its receipt. Later ones in the same run follow from what was found.
func (h *history) first(s ledger.Submission) ledger.Transition {
	var all []ledger.Transition
	for _, t := range h.moves[s.Run] {
		if t.Submission == s.ID {
			all = append(all, t)
		}
	}
	if len(all) < 2 {
		return ledger.Transition{}
	}
	return all[1]
}

// last returns the state that a submission had at the end of a run that changed it.
func (h *history) last(run, submission int64) (t ledger.Transition, ok bool) {
	for _, m := range h.moves[run] {
		if m.Submission == submission {
			t, ok = m, true
		}
	}
	return t, ok
}
