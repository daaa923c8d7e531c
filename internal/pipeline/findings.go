package pipeline

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"winnow/internal/ledger"
	"winnow/internal/report"
)

// findings records what was found, file by file, once everything is decided: what
// is found again keeps its beginning, what is not is fixed.
func (p *publisher) findings(r *run) error {
	for name := range r.touched {
		if err := p.ledger.Rework(name); err != nil {
			return err
		}
	}
	for _, f := range r.files {
		told := false
		for _, s := range f.tables {
			if s.id == 0 || s.waits != "" || f.report.Status == report.FileIgnored {
				continue
			}
			lists := []*report.List{s.report.Exceptions}
			if !told { // what was found in the file as a whole goes with the first that stands
				lists, told = append(lists, f.report.Exceptions), true
			}
			if err := p.found(s, lists); err != nil {
				return err
			}
		}
	}
	if err := p.stillFound(r); err != nil {
		return err
	}
	for name := range r.touched {
		if err := p.ledger.Settle(name); err != nil {
			return err
		}
	}
	return nil
}

// found records the findings of one submission.
func (p *publisher) found(s *submission, lists []*report.List) error {
	finder, err := p.ledger.Find(s.id)
	if err != nil {
		return err
	}
	for _, list := range lists {
		for e := range list.All() {
			if e.Severity == report.Note {
				continue
			}
			if _, err := finder.Add(p.ledgerException(e)); err != nil {
				return err
			}
		}
		if err := list.Err(); err != nil {
			return err
		}
	}
	if err := finder.Close(); err != nil {
		return fmt.Errorf("writing the ledger: %w", err)
	}
	for _, old := range s.follows() {
		if err := p.ledger.Follow(s.id, old.ID); err != nil {
			return err
		}
	}
	if err := p.ledger.Rest(ledger.Submission{ID: s.id, Return: s.match.ret.Name, Service: s.facts.service}); err != nil {
		return err
	}
	if err := p.explanations(s); err != nil {
		return err
	}
	for _, w := range s.report.Waived {
		if err := p.ledger.UseWaiver(ledger.WaiverUse{Submission: s.id, Rule: w.Rule, Key: deref(w.Key), Until: w.Until, Count: w.Count}); err != nil {
			return err
		}
	}
	return nil
}

// stillFound records what was found in figures of a period with the submission it
// was told with, which came in an earlier run.
func (p *publisher) stillFound(r *run) error {
	for _, x := range r.standing {
		last, err := p.lastOf(x.ret, x.period)
		if err != nil || last == nil {
			return err
		}
		finder, err := p.ledger.Find(last.ID)
		if err != nil {
			return err
		}
		if x.Severity != report.Note {
			_, err = finder.Add(p.ledgerException(x.Exception))
		}
		if err := cmp.Or(err, finder.Close()); err != nil {
			return err
		}
	}
	return nil
}

// ledgerException is what the ledger keeps of a finding: of a cell's value only what
// tells whether it has changed.
func (p *publisher) ledgerException(e report.Exception) ledger.Exception {
	x := identity(e)
	x.Severity, x.Scope, x.Cells = string(e.Severity), e.Scope, cellsText(e)
	if e.Severity == report.Query {
		x.Value = p.valueDigest(e)
	}
	return x
}

// identity is what an exception's id is made of.
func identity(e report.Exception) ledger.Exception {
	place := e.Cell
	if place == "" && e.Row > 0 {
		place = fmt.Sprint("row ", e.Row)
	}
	return ledger.Exception{Rule: e.Rule, Kind: e.Kind, Field: e.Field, Key: e.Key, Place: place}
}

// valueDigest tells one value of a query from another, and nothing else.
func (p *publisher) valueDigest(e report.Exception) string {
	h := hmac.New(sha256.New, p.key)
	fmt.Fprintf(h, "%t %s", e.HasValue, e.Value)
	return hex.EncodeToString(h.Sum(nil)[:8])
}
