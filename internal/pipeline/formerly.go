package pipeline

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/ledger"
	"winnow/internal/pairing"
	"winnow/internal/report"
)

// rename gives what is known by a finding's former id to the id that it has now: its
// record has another key since it was sent back, or none and stands in another row.
// What was known of another record by that id is not this one's. It returns the former
// id of one of now.
func (t *told) rename(s *submission) (func(id string) string, error) {
	same := func(id string) string { return id }
	r := s.reply
	if r == nil || len(r.Rekeyed)+len(r.Keyed)+len(r.Moved) == 0 {
		return same, nil
	}
	id, renamed, formerly := s.ids(), map[string]string{}, formerIDs(r)
	for e := range s.report.Exceptions.All() {
		if at := id(e); at != "" {
			_, known := t.open[at]
			stays := known && e.Key != "" && r.Rekeyed[e.Key] == "" // a record of that key was there, and is
			if was, other := formerly(e); other && !stays {
				renamed[at] = was
			}
		}
	}
	t.open, t.answers, t.reasons = carried(t.open, renamed), carried(t.answers, renamed), carried(t.reasons, renamed)
	return func(id string) string {
		if was, other := renamed[id]; other {
			return was
		}
		return id
	}, s.report.Exceptions.Err()
}

// carried is what is known by id, with what was known by former ids under those of now.
func carried[V any](known map[string]V, renamed map[string]string) map[string]V {
	now := maps.Clone(known)
	for at := range renamed {
		delete(now, at)
	}
	for at, was := range renamed {
		if v, ok := known[was]; ok {
			now[at] = v
		}
	}
	return now
}

// formerIDs returns what tells whether a finding's record was known by something else
// when it was sent back, and the finding's id then; "" for a record that wasn't there.
func formerIDs(r *report.Reply) func(report.Exception) (was string, other bool) {
	keys := map[string]string{}
	for _, old := range slices.Sorted(maps.Keys(r.Rekeyed)) { // several may have been given the same key
		if now := r.Rekeyed[old]; keys[now] == "" {
			keys[now] = old
		}
	}
	return func(e report.Exception) (string, bool) {
		switch old, row := keys[e.Key], r.Keyed[e.Key]; {
		case e.Key != "" && old != "":
			e.Key = old
		case e.Key != "" && row > 0:
			e.Key, e.Cell, e.Row = "", movedTo(e.Cell, row), row // then its place stood for it
		case e.Key == "" && e.Row > 0:
			row, moved := r.MovedFrom(e.Row)
			if !moved || row == 0 {
				return "", moved
			}
			e.Cell, e.Row = movedTo(e.Cell, row), row
		default:
			return "", false
		}
		return ledger.NewIDs().Of(identity(e)), true
	}
}

// movedTo is a cell in another row; "" for none.
func movedTo(cell string, row int) string {
	if cell == "" {
		return ""
	}
	return strings.TrimRight(cell, "0123456789") + strconv.Itoa(row)
}

// movedRows lists the rows of a table whose records stood in another row of the one
// that was sent back, or weren't there: what has no key is known by its row.
func movedRows(old, now *pairing.Table, r *pairing.Result) []report.Move {
	var moved []report.Move
	for _, p := range r.Pairs {
		if from, to := old.Row(p.Old), now.Row(p.New); from != to {
			moved = append(moved, report.Move{Now: int32(to), Was: int32(from)})
		}
	}
	for _, i := range r.Added {
		moved = append(moved, report.Move{Now: int32(now.Row(i))})
	}
	for _, d := range r.Unsure {
		moved = append(moved, report.Move{Now: int32(now.Row(d.New))})
	}
	slices.SortFunc(moved, func(a, b report.Move) int { return int(a.Now) - int(b.Now) })
	return moved
}
