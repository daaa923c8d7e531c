package ledger

// AllTransitions returns every change of a submission's state, in order.
func (r Book) AllTransitions() ([]Transition, error) {
	return list(r, func(scan func(...any) error) (t Transition, err error) {
		err = scan(&t.Submission, &t.Run, when{&t.At}, &t.Command, &t.State, &t.Reason)
		return t, err
	}, "SELECT t.submission, t.run, r.at, r.command, t.state, t.reason FROM transition t JOIN run r ON r.id = t.run ORDER BY t.id")
}

// Adopt records a submission with what was found in it as another ledger has them,
// for an original that can't be read again. Exceptions that were ended by a later
// run are open. Decide is to follow.
func (t *Tx) Adopt(s Submission, found []Exception, used []WaiverUse) error {
	if _, err := t.Submit(s); err != nil {
		return err
	}
	for _, e := range found {
		if e.Ended > t.run {
			e.State, e.Ended = ExceptionOpen, 0
		}
		if e.First > s.ID {
			e.First = s.ID
		}
		if _, err := t.exec(`INSERT INTO exception (submission, id, rule, kind, severity, field, key, place, scope, state, first, ended) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)`,
			s.ID, e.ID, e.Rule, e.Kind, e.Severity, e.Field, e.Key, e.Place, e.Scope, e.State, e.First, refOf(e.Ended)); err != nil {
			return err
		}
	}
	for _, w := range used {
		if err := t.UseWaiver(w); err != nil {
			return err
		}
	}
	return nil
}
