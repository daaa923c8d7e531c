package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"winnow/ingest"
	"winnow/internal/dataset"
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

// known says why a file with this content need not be taken in again; "" for a
// new one, and for one that was refused: what kept it out may be mended. A copy
// in another service's folder is not taken away: whose it is, is not certain.
func (p *publisher) known(source Source, sum string) (reason string, copied bool) {
	if p == nil {
		return "", false
	}
	f := p.ws.State.File(sum)
	if f == nil || f.Status == string(report.FileRefused) {
		return "", false
	}
	if folderOf(f.Name) != folderOf(source.Name) {
		return fmt.Sprintf("the same file was received on %s as %s, from another folder: it stays here until somebody decides whose it is", f.Received.Format("2 January 2006"), f.Name), false
	}
	return fmt.Sprintf("the same file was received on %s as %s; this copy is taken away, the original is in the archive", f.Received.Format("2 January 2006"), f.Name), true
}

// folderOf is the folder of the inbox that a file stood in, however deep below.
func folderOf(name string) string {
	parts := strings.SplitN(name, "/", 3)
	if len(parts) < 3 {
		return ""
	}
	return parts[1]
}

// takeAway removes a second copy of a file that is safe in the archive.
func (p *publisher) takeAway(source Source, sum string) error {
	if p == nil || source.Dropped == nil {
		return nil
	}
	p.changed = true
	return p.stage.TakeIn(*source.Dropped, sum)
}

// waiting says why a file stays in the inbox until somebody decides.
type waiting struct{ reason string }

func (w *waiting) Error() string { return w.reason }

// operatorFault is a refusal for what the council has to settle, not the sender.
type operatorFault struct{ *ingest.Refusal }

func (o *operatorFault) Unwrap() error { return o.Refusal }

// claim is the place that a submission takes: one file stands for a return,
// service and period.
type claim struct{ ret, service, period string }

// mayPublish says whether a table has what publishing needs: a service, a
// period, and no other file standing for both. It claims the place for the file.
func (p *publisher) mayPublish(s *submission, sum string) error {
	switch {
	case p == nil:
		return nil
	case s.facts.service == "":
		return &operatorFault{&ingest.Refusal{Kind: report.KindSource, Reason: "the service it comes from is not certain", Fix: "Drop it into the inbox folder of its service, named as in services.csv."}}
	case s.facts.period.IsZero():
		return &operatorFault{&ingest.Refusal{Kind: report.KindSource, Reason: "the period it is for is not known", Fix: "Set period in winnow.yaml, or give --period."}}
	}
	c := claim{s.match.ret.Name, s.facts.service, s.facts.period.String()}
	if other, taken := p.claims[c]; taken && other != sum {
		return &waiting{fmt.Sprintf("another file of this run is %s for %s from %s already; it waits in the inbox: take the wrong one out, or run again with --replace to put it in the place of the other", c.ret, c.period, c.service)}
	}
	if old := p.ws.State.Current(c.ret, c.service, c.period); old != nil && old.SHA256 != sum && !p.config.Replace {
		return &waiting{fmt.Sprintf("%s for %s from %s was accepted before, as %s; it waits in the inbox: run with --replace to put it in the place of the other, or take it out", c.ret, c.period, c.service, old.Name)}
	}
	p.claims[c] = sum
	return nil
}

// release gives up the places that a file claimed which is refused after all:
// what was accepted before goes on standing for them.
func (p *publisher) release(sum string) {
	if p == nil {
		return
	}
	for c, by := range p.claims {
		if by == sum {
			delete(p.claims, c)
		}
	}
}

// replaced says whether a submission of this run takes an earlier one's place.
func (p *publisher) replaced(old *workspace.Submission) bool {
	by, taken := p.claims[claim{old.Return, old.Service, old.Period}]
	return taken && by != old.SHA256
}

// cleanOutput is a submission's staged Parquet file. A nil one only releases
// what it is given.
type cleanOutput struct {
	out    *workspace.Output
	writer *dataset.Writer
	path   string
	sum    string // set by keep; "" where no row was clean
	size   int64  // bytes, set by keep
}

// clean starts the submission's Parquet file.
func (p *publisher) clean(f *received, s *submission, schema *arrow.Schema) (*cleanOutput, error) {
	if p == nil {
		return nil, nil
	}
	name := f.report.SHA256[:16]
	if len(f.tables) > 1 {
		name = fmt.Sprintf("%s-%d", name, len(f.tables))
	}
	to := path.Join(workspace.PublishedDir, dataset.Partition(s.match.ret.Name, s.facts.period.String(), s.facts.service), name+".parquet")
	out, err := p.stage.Create(to)
	if err != nil {
		return nil, err
	}
	writer, err := dataset.NewWriter(out, schema, dataset.Options{PseudonymKey: p.key, Meta: p.footer(f, s)})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", s.match.ret.File, err), out.Drop())
	}
	return &cleanOutput{out: out, writer: writer, path: to}, nil
}

// footer is what every Parquet file says of where it comes from.
func (p *publisher) footer(f *received, s *submission) map[string]string {
	return map[string]string{
		"winnow.run": p.run, "winnow.rules_sha256": p.config.Rules.Hash, "winnow.rule_file_sha256": s.match.ret.Hash,
		"winnow.source_sha256": f.report.SHA256, "winnow.sheet": s.match.sheet.Name, "winnow.return": s.match.ret.Name,
		"winnow.service": s.facts.service, "winnow.period": s.facts.period.String(),
	}
}

// write adds clean records and releases them.
func (c *cleanOutput) write(rec arrow.RecordBatch) error {
	if rec == nil {
		return nil
	}
	defer rec.Release()
	if c == nil {
		return nil
	}
	return c.writer.Write(rec)
}

// keep ends the file and makes it part of the commit, if it holds any row.
func (c *cleanOutput) keep() error {
	if c == nil || c.out == nil {
		return nil
	}
	if c.writer.Rows() == 0 {
		return c.drop()
	}
	if err := c.writer.Close(); err != nil {
		return err
	}
	sum, err := c.out.Keep()
	c.sum, c.size, c.out = sum, c.out.Size(), nil
	return err
}

// drop gives the file up.
func (c *cleanOutput) drop() error {
	if c == nil || c.out == nil {
		return nil
	}
	err := c.out.Drop()
	c.out = nil
	return err
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
	for i, s := range f.tables {
		if when = s.facts.period.String(); when != "" {
			periods[when] = true
		}
		if f.report.Status == report.FileRefused {
			if err := p.sentBack(f, s, i); err != nil {
				return err
			}
			continue
		}
		if err := p.submission(f, s, i); err != nil {
			return err
		}
	}
	if f.report.Status == report.FileRefused {
		if err := p.refusal(r, f, when); err != nil {
			return err
		}
	}
	if when != "" {
		periods[when] = true
	}
	if err := p.fragment(f); err != nil {
		return err
	}
	p.ws.State.Receive(workspace.ReceivedFile{
		SHA256: f.report.SHA256, Name: f.source.Name, Period: when, Received: p.config.Now, Status: string(f.report.Status)})
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
		for _, l := range old.Outbox {
			if !p.taken[strings.ToLower(l.Path)] {
				p.stage.Remove(l.Path, l.SHA256)
			}
		}
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
