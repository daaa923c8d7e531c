package pipeline

import (
	"slices"

	"winnow/internal/ledger"
	"winnow/internal/workspace"
)

// Replay is a run that was made before and is made again, in a scratch workspace,
// for package rebuild: it gets the number and name that it had, and what was
// decided then is not decided anew.
type Replay struct {
	Run ledger.Run // as the ledger has it
	// Graft records what can't be made again, as its originals are gone, and returns
	// the periods whose figures that touches; nil for nothing.
	Graft func(*workspace.Stage) (periods []string, err error)
}

// Was is what became of a table when its run was made the first time.
type Was struct {
	ID                            int64
	Place                         int // which table of the file, from 0
	Return, Service, Period, Span string
	Waits                         bool   // it had to wait
	Reason                        string // why it waits, or why it took its place
	Reply                         string // JSON: what it changed of what it corrects; "" for what corrected nothing
}

func (w *Was) verdict() (waits, because string, err error) {
	if w.Waits {
		return w.Reason, "", nil
	}
	return "", w.Reason, nil
}

// was returns what became of a table of this place; nil where nobody says.
func (s Source) was(c claim, span string) *Was {
	for i := range s.Was {
		if w := &s.Was[i]; w.Return == c.ret && w.Service == c.service && w.Period == c.period && w.Span == span {
			return w
		}
	}
	return nil
}

// wasID returns the id that a file's table had; 0 for a new one.
func (s Source) wasID(index int, ret string) int64 {
	i := slices.IndexFunc(s.Was, func(w Was) bool { return w.Place == index && w.Return == ret })
	if i < 0 {
		return 0
	}
	return s.Was[i].ID
}

// graft records what can't be made again.
func (p *publisher) graft() error {
	again := p.config.Replay
	if again == nil || again.Graft == nil {
		return nil
	}
	periods, err := again.Graft(p.stage)
	p.grafted, p.changed = periods, true
	return err
}

// Judged is an original in the archive as a source whose tables are judged anew.
func Judged(path string, again []ledger.Submission) Source {
	first := again[0]
	s := Source{Path: path, Name: first.Name, Folder: first.Folder, Return: first.Return, Again: again}
	if len(again) > 1 {
		s.Return = "" // they may be of several
	}
	return s
}
