package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"winnow/internal/report"
	"winnow/internal/workspace"
)

// publisher stages what a run writes. A nil publisher writes nothing: that is
// how check shares the run's code.
type publisher struct {
	ws      *workspace.Workspace
	stage   *workspace.Stage
	run     string // id of the run, in every footer
	key     []byte
	config  Config
	changed bool             // something was taken in, so there is something to commit
	claims  map[claim]string // by file hash
	taken   map[string]bool  // outbox paths of this run, folded for Windows
}

func newPublisher(c Config) (*publisher, error) {
	id := sha256.Sum256([]byte(c.Rules.Hash + c.Now.UTC().Format(time.RFC3339Nano)))
	p := &publisher{ws: c.Workspace, run: hex.EncodeToString(id[:8]), config: c, claims: map[claim]string{}, taken: map[string]bool{}}
	var err error
	if p.key, err = c.Workspace.PseudonymKey(); err != nil {
		return nil, err
	}
	p.stage, err = c.Workspace.NewStage(p.run)
	return p, err
}

// publish stages the outputs of every file and period and commits them.
func (r *run) publish(rep *report.Report) error {
	p := r.out
	if p == nil {
		return nil
	}
	periods := map[string]bool{}
	for _, f := range r.files {
		if f.report.Status == report.FileIgnored {
			continue
		}
		if err := p.file(r, f, periods); err != nil {
			return err
		}
		p.changed = true
	}
	for name := range periods {
		if err := p.period(r, name); err != nil {
			return err
		}
	}
	if !p.changed {
		return nil
	}
	if err := p.catalogue(); err != nil {
		return err
	}
	return p.stage.Commit()
}

// file stages what goes back for a file, its part of the report, and its place
// in the archive and the state.
func (p *publisher) file(r *run, f *received, periods map[string]bool) error {
	if f.source.Dropped == nil {
		return fmt.Errorf("%s is not in the inbox", f.source.Name)
	}
	when := r.Period.String()
	var page []workspace.Letter
	for i, s := range f.tables {
		if when = s.facts.period.String(); when != "" {
			periods[when] = true
		}
		if f.report.Status == report.FileRefused {
			letters, err := p.sentBack(f, s, i)
			if err != nil {
				return err
			}
			page = append(page, letters...)
			continue
		}
		if err := p.submission(f, s, i); err != nil {
			return err
		}
	}
	if f.report.Status == report.FileRefused {
		letters, err := p.refusal(r, f, when)
		if err != nil {
			return err
		}
		page = append(page, letters...)
	}
	if before := p.ws.State.File(f.report.SHA256); before != nil {
		p.takeBack(before.Outbox)
	}
	if when != "" {
		periods[when] = true
	}
	if err := p.fragment(f); err != nil {
		return err
	}
	p.ws.State.Receive(workspace.ReceivedFile{
		SHA256: f.report.SHA256, Name: f.source.Name, Period: when, Received: p.config.Now, Status: string(f.report.Status), Outbox: page})
	return p.stage.TakeIn(*f.source.Dropped, f.report.SHA256)
}

// submission records an accepted table and stages what its service gets back.
func (p *publisher) submission(f *received, s *submission, index int) error {
	partial, err := json.Marshal(s.partial)
	if err != nil {
		return fmt.Errorf("keeping the measures of %s: %w", f.source.Name, err)
	}
	entry := workspace.Submission{
		SHA256: f.report.SHA256, Name: f.source.Name, Sheet: s.match.sheet.Name, Return: s.match.ret.Name, Service: s.facts.service,
		Period: s.facts.period.String(), Received: p.config.Now, Partial: partial,
	}
	if s.facts.asAt != nil {
		entry.AsAt = s.facts.asAt.String()
	}
	if s.clean.sum != "" {
		entry.Parquet, entry.ParquetSHA, entry.Rows, entry.Bytes = s.clean.path, s.clean.sum, s.clean.writer.Rows(), s.clean.size
	}
	if entry.Outbox, err = p.letter(f, s, index); err != nil {
		return err
	}
	p.retire(entry)
	p.ws.State.Submissions = append(p.ws.State.Submissions, entry)
	return nil
}

// takeBack removes letters that no longer hold from the outbox, unless this run
// wrote new ones in their place or somebody has changed them.
func (p *publisher) takeBack(letters []workspace.Letter) {
	for _, l := range letters {
		if !p.taken[strings.ToLower(l.Path)] {
			p.stage.Remove(l.Path, l.SHA256)
		}
	}
}

// retire takes out what a replacing submission stands in for.
func (p *publisher) retire(by workspace.Submission) {
	for i := range p.ws.State.Submissions {
		old := &p.ws.State.Submissions[i]
		if old.Replaced || old.SHA256 == by.SHA256 || old.Return != by.Return || old.Service != by.Service || old.Period != by.Period {
			continue
		}
		old.Replaced = true
		if old.Parquet != "" {
			p.stage.Remove(old.Parquet, old.ParquetSHA)
		}
		p.takeBack(old.Outbox)
	}
}

// fragmentPath is where a file's part of its period's report is kept.
func fragmentPath(sum string) string { return ".winnow/files/" + sum + ".json" }

// fragmentRulesPath is where how the rules on its rows ended is kept.
func fragmentRulesPath(sum string) string { return ".winnow/files/" + sum + ".rules.json" }

// fragment keeps the file's part of the report, so that later runs can print
// the whole period.
func (p *publisher) fragment(f *received) error {
	_, err := p.stage.Put(fragmentPath(f.report.SHA256), f.report.WriteJSON)
	if err != nil {
		return err
	}
	_, err = p.stage.Put(fragmentRulesPath(f.report.SHA256), func(w io.Writer) error {
		return json.NewEncoder(w).Encode(f.statuses.list())
	})
	return err
}

func hashOf(name string) string {
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// fileStem returns a received file's name without folder and extension.
func fileStem(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	return strings.TrimSuffix(base, path.Ext(base))
}
