package workspace

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// Stage gathers a run's outputs beside their targets and puts them in place as
// one step: until Commit nothing of the workspace has changed, and after it a
// killed run is finished by the next Open.
type Stage struct {
	w         *Workspace
	journal   journal
	n         int
	committed bool // the journal is written: what is staged belongs to it
}

// journal is the one record whose writing is the commit.
type journal struct {
	Version int      `json:"version"`
	Run     string   `json:"run"`
	Moves   []move   `json:"moves"`
	Removes []remove `json:"removes"`
}

type move struct {
	From   string `json:"from"` // paths within the workspace
	To     string `json:"to"`
	SHA256 string `json:"sha256"`
}

type remove struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"` // only this content is removed
}

// NewStage starts a run's outputs.
func (w *Workspace) NewStage(run string) (*Stage, error) {
	if err := os.MkdirAll(w.path(stagingDir), 0o755); err != nil {
		return nil, fmt.Errorf("making room for the outputs: %w", err)
	}
	return &Stage{w: w, journal: journal{Version: stateVersion, Run: run}}, nil
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
		return nil, fmt.Errorf("staging %s: %w", to, err)
	}
	return &Output{stage: s, file: f, hash: sha256.New(), from: from, to: to}, nil
}

// Write adds bytes to the staged file.
func (o *Output) Write(p []byte) (int, error) {
	o.hash.Write(p)
	n, err := o.file.Write(p)
	o.size += int64(n)
	return n, err
}

// Size returns how many bytes were written.
func (o *Output) Size() int64 { return o.size }

// Keep syncs the file, makes it part of the commit and returns its SHA-256.
func (o *Output) Keep() (string, error) {
	sum := hex.EncodeToString(o.hash.Sum(nil))
	if err := errors.Join(o.file.Sync(), o.file.Close()); err != nil {
		return "", fmt.Errorf("staging %s: %w", o.to, err)
	}
	o.stage.journal.Moves = append(o.stage.journal.Moves, move{o.from, o.to, sum})
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
func (s *Stage) Read(rel string) ([]byte, error) {
	for i := len(s.journal.Moves) - 1; i >= 0; i-- {
		if s.journal.Moves[i].To == rel {
			return os.ReadFile(s.w.path(s.journal.Moves[i].From))
		}
	}
	return os.ReadFile(s.w.path(rel))
}

// Remove makes the commit remove a file, if it still has this content.
func (s *Stage) Remove(rel, sha256 string) {
	s.journal.Removes = append(s.journal.Removes, remove{rel, sha256})
}

// TakeIn archives an inbox file under its hash and removes it from the inbox,
// as part of the commit. It checks that the bytes are still those that were read.
func (s *Stage) TakeIn(d Dropped, sum string) error {
	archive := ArchivePath(sum, filepath.Ext(d.Name))
	if _, err := os.Stat(s.w.path(archive)); err != nil {
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

// Commit makes the staged outputs and the state final: one journal record is
// the commit, after which they are put in place.
func (s *Stage) Commit() error {
	if err := s.writeJournal(); err != nil {
		return fmt.Errorf("committing the run: %w", err)
	}
	return s.w.rollForward()
}

// writeJournal stages the state and writes the journal, whose rename into place
// is the instant of the commit.
func (s *Stage) writeJournal() error {
	_, err := s.Put(stateFile, func(out io.Writer) error {
		enc := json.NewEncoder(out)
		enc.SetIndent("", " ")
		return enc.Encode(s.w.State)
	})
	if err != nil {
		return err
	}
	b, err := json.Marshal(s.journal)
	if err != nil {
		return err
	}
	err = writeSynced(s.w.path(journalFile), b)
	s.committed = err == nil
	return err
}

// Drop gives all staged outputs up, unless they are committed: then the next
// Open puts in place what Commit could not, such as a report that was open in
// another program.
func (s *Stage) Drop() error {
	if s.committed {
		return nil
	}
	return os.RemoveAll(s.w.path(stagingDir))
}
