package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"winnow/internal/ledger"
)

// Stage gathers a run's outputs beside their targets and what the ledger is to
// keep of it, and makes both hold as one step: until Commit nothing of the workspace
// has changed, and after it a killed run is finished by the next Open.
type Stage struct {
	Ledger    *ledger.Tx // what the run reads and writes
	w         *Workspace
	moves     []ledger.Move
	n         int
	committed bool  // what is staged belongs to a commit, or may: committing failed half-way
	fault     error // the first output that could not be written: without it nothing is committed
}

// NewStage starts a run's outputs. Commit or Drop ends it.
func (w *Workspace) NewStage(ctx context.Context) (*Stage, error) {
	if err := os.MkdirAll(w.path(stagingDir), 0o755); err != nil {
		return nil, fmt.Errorf("making room for the outputs: %w", err)
	}
	tx, err := w.Ledger.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return &Stage{Ledger: tx, w: w}, nil
}

// Start records the commit that the stage is, with its settings written as JSON, and
// keeps a copy of the rules in force, where there is none yet: with the originals they
// are what rebuild works from. A run without a name gets one from rules, time and
// number, which Start returns.
func (s *Stage) Start(r ledger.Run, settings any, rules string, copy func(io.Writer) error) (string, error) {
	if r.Settings == "" {
		text, err := json.Marshal(settings)
		if err != nil {
			return "", fmt.Errorf("recording the run: %w", err)
		}
		r.Settings = string(text)
	}
	set := ledger.RuleSet{SHA256: rules, Archive: path.Join(ArchiveDir, "rules", rules+".zip")}
	known, err := s.Ledger.RuleSet(set.SHA256)
	if err != nil {
		return "", err
	}
	if known == nil {
		if _, err := s.Put(set.Archive, copy); err != nil {
			return "", err
		}
	}
	name := r.Name
	err = s.Ledger.Start(r, set, func(id int64) string {
		if name == "" {
			sum := sha256.Sum256(fmt.Appendf(nil, "%s%s %d", rules, r.At.UTC().Format(time.RFC3339Nano), id))
			name = hex.EncodeToString(sum[:8])
		}
		return name
	})
	return name, err
}

// Output is one staged file being written. Keep or Drop ends it.
type Output struct {
	stage *Stage
	file  *os.File
	hash  hash.Hash
	from  string
	to    string
	size  int64
}

// Create starts a staged file that Commit will put at the slash-separated path
// to within the workspace.
func (s *Stage) Create(to string) (*Output, error) {
	if !filepath.IsLocal(filepath.FromSlash(to)) {
		return nil, fmt.Errorf("%q leaves the workspace", to)
	}
	s.n++
	from := stagingDir + "/" + strconv.Itoa(s.n)
	f, err := os.Create(s.w.path(from))
	if err != nil {
		return nil, s.failed(fmt.Errorf("staging %s: %w", to, err))
	}
	return &Output{stage: s, file: f, hash: sha256.New(), from: from, to: to}, nil
}

// Write adds bytes to the staged file.
func (o *Output) Write(p []byte) (int, error) {
	o.hash.Write(p)
	n, err := o.file.Write(p)
	o.size += int64(n)
	return n, o.stage.failed(err)
}

// Size returns how many bytes were written.
func (o *Output) Size() int64 { return o.size }

// Keep syncs the file, makes it part of the commit and returns its SHA-256.
func (o *Output) Keep() (string, error) {
	sum := hex.EncodeToString(o.hash.Sum(nil))
	if err := errors.Join(o.file.Sync(), o.file.Close()); err != nil {
		return "", o.stage.failed(fmt.Errorf("staging %s: %w", o.to, err))
	}
	o.stage.moves = append(o.stage.moves, ledger.Move{Source: o.from, Target: o.to, SHA256: sum})
	return sum, nil
}

// Drop gives the file up.
func (o *Output) Drop() error {
	return errors.Join(o.file.Close(), os.Remove(o.file.Name()))
}

// Put stages a whole file from a function that writes it.
func (s *Stage) Put(to string, write func(io.Writer) error) (string, error) {
	o, err := s.Create(to)
	if err != nil {
		return "", err
	}
	if err := write(o); err != nil {
		return "", errors.Join(fmt.Errorf("writing %s: %w", to, err), o.Drop())
	}
	return o.Keep()
}

// Read returns a file's content as it will be after Commit.
func (s *Stage) Read(rel string) ([]byte, error) { return os.ReadFile(s.staged(rel)) }

// staged returns where a file's content lies that it will have after Commit.
func (s *Stage) staged(rel string) string {
	for i := len(s.moves) - 1; i >= 0; i-- {
		if s.moves[i].Target == rel && s.moves[i].Source != "" {
			return s.w.path(s.moves[i].Source)
		}
	}
	return s.w.path(rel)
}

// Open opens a file as it will be after Commit.
func (s *Stage) Open(rel string) (io.ReadCloser, error) { return os.Open(s.staged(rel)) }

// Size returns a file's size in bytes as it will be after Commit.
func (s *Stage) Size(rel string) (int64, error) {
	info, err := os.Stat(s.staged(rel))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Copy writes a file's content as it will be after Commit.
func (s *Stage) Copy(w io.Writer, rel string) error { return copyFile(w, s.staged(rel)) }

// Remove makes the commit remove a file, if it still has this content.
func (s *Stage) Remove(rel, sha256 string) {
	s.moves = append(s.moves, ledger.Move{Target: rel, SHA256: sha256})
}

// TakeIn archives an inbox file under its hash and removes it from the inbox,
// as part of the commit. It checks that the bytes are still those that were read. ext
// is that of the archive's file: of content that came before, the one that it had then.
// Where the archive's file is missing or damaged this one takes its place.
func (s *Stage) TakeIn(d Dropped, sum, ext string) error {
	archive := ArchivePath(sum, ext)
	if have, err := hashFile(s.w.path(archive)); err != nil || have != sum {
		got, err := s.Put(archive, func(out io.Writer) error { return copyFile(out, d.Path) })
		if err != nil {
			return err
		}
		if got != sum {
			return fmt.Errorf("%s changed while it was being read; the next run takes it in", d.Name)
		}
	}
	s.Remove(InboxDir+"/"+d.Name, sum)
	return nil
}

// ArchivePath returns where an original with this hash is kept.
func ArchivePath(sha256, ext string) string {
	return ArchiveDir + "/" + sha256[:2] + "/" + sha256 + ext
}

func copyFile(out io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, f)
	return errors.Join(err, f.Close())
}

// Commit makes the staged outputs and what the ledger was told final: the commit of
// the ledger's transaction is the instant, after which the outputs are put in place.
// A run whose disk failed it is given up whole, so that the next one finds the same
// files and does the same with them.
func (s *Stage) Commit() error {
	if s.fault != nil {
		return fmt.Errorf("nothing was published: %w", s.fault)
	}
	if err := s.Ledger.Plan(s.planned()); err != nil {
		return fmt.Errorf("committing the run: %w", err)
	}
	if err := syncDir(s.w.path(stagingDir)); err != nil {
		return fmt.Errorf("committing the run: %w", err)
	}
	// A commit that fails may be found whole when the ledger is opened again: what is
	// staged stays until then.
	s.committed = true
	if err := s.Ledger.Commit(); err != nil {
		return errors.Join(fmt.Errorf("committing the run: %w", err), s.Ledger.Rollback())
	}
	return s.w.rollForward()
}

// failed keeps the first fault of writing an output.
func (s *Stage) failed(err error) error {
	if s.fault == nil {
		s.fault = err
	}
	return err
}

// Drop gives all staged outputs up, unless they are committed or may be: then the
// next Open puts in place what Commit could not, such as a report that was open in
// another program, or clears them away.
func (s *Stage) Drop() error {
	if s.committed {
		return nil
	}
	return errors.Join(s.Ledger.Rollback(), os.RemoveAll(s.w.path(stagingDir)))
}

// planned returns what is to be put in place and removed. What is written anew is
// not removed before: were it the same content, finishing a killed run would take
// it away.
func (s *Stage) planned() []ledger.Move {
	written := map[string]bool{}
	for _, m := range s.moves {
		if m.Source != "" {
			written[strings.ToLower(m.Target)] = true
		}
	}
	return slices.DeleteFunc(s.moves, func(m ledger.Move) bool { return m.Source == "" && written[strings.ToLower(m.Target)] })
}
