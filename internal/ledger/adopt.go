package ledger

// AllTransitions returns every change of a submission's state, in order.
func (r Book) AllTransitions() ([]Transition, error) {
	return list(r, func(scan func(...any) error) (t Transition, err error) {
		err = scan(&t.Submission, &t.Run, when{&t.At}, &t.Command, &t.State, &t.Reason)
		return t, err
	}, "SELECT t.submission, t.run, r.at, r.command, t.state, t.reason FROM transition t JOIN run r ON r.id = t.run ORDER BY t.id")
}

// Adopt records a submission with what waivers let pass as another ledger has them,
// for an original that can't be read again. AdoptFindings and Decide are to follow.
func (t *Tx) Adopt(s Submission, used []WaiverUse) error {
	if _, err := t.Submit(s); err != nil {
		return err
	}
	for _, w := range used {
		if err := t.UseWaiver(w); err != nil {
			return err
		}
	}
	return nil
}

// AdoptFindings records what was found in a submission as another ledger has it: what
// a later run than this one ended is open.
func (t *Tx) AdoptFindings(submission int64, found []Exception) error {
	for _, e := range found {
		if e.Ended > t.run {
			e.State, e.Ended = ExceptionOpen, 0
		}
		if e.First > submission {
			e.First = submission
		}
		if _, err := t.exec(`INSERT INTO exception (submission, id, rule, kind, severity, field, key, place, scope, value, state, first, ended, cells) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)
			ON CONFLICT DO UPDATE SET state = excluded.state, ended = excluded.ended`,
			submission, e.ID, e.Rule, e.Kind, e.Severity, e.Field, e.Key, e.Place, e.Scope, e.Value, e.State, e.First, refOf(e.Ended), e.Cells); err != nil {
			return err
		}
	}
	return nil
}

// RuleSets returns every rule set that was in force, by hash.
func (r Book) RuleSets() ([]RuleSet, error) {
	return list(r, func(scan func(...any) error) (s RuleSet, err error) {
		return s, scan(&s.SHA256, &s.Archive)
	}, "SELECT sha256, archive FROM ruleset ORDER BY sha256")
}
