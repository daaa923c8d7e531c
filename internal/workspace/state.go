package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// stateVersion is the version of state.json that this winnow writes. A newer
// one is refused, so that an older winnow never loses what a newer one kept.
const stateVersion = 1

// State is what the workspace has taken in so far.
type State struct {
	Version     int                    `json:"version"`
	Files       []ReceivedFile         `json:"files"`       // in order of receipt
	Submissions []Submission           `json:"submissions"` // in order of receipt
	Periods     map[string]PeriodState `json:"periods"`
}

// PeriodState is what was last published for a period as a whole.
type PeriodState struct {
	Measures json.RawMessage `json:"measures"` // []report.Measure
	Parquet  string          `json:"parquet"`  // path within the workspace
	SHA256   string          `json:"sha256"`
	Rows     int64           `json:"rows"`
	Bytes    int64           `json:"bytes"`
	Rules    json.RawMessage `json:"rules"` // []report.RuleStatus of the rules over measures
}

// ReceivedFile is one file that was taken in, refused ones too.
type ReceivedFile struct {
	SHA256   string    `json:"sha256"`
	Name     string    `json:"name"` // path within the inbox as received
	Period   string    `json:"period"`
	Received time.Time `json:"received"`
	Status   string    `json:"status"`
	Outbox   []Letter  `json:"outbox,omitempty"` // what says why it was refused: a page, the workbooks of tables sent back
}

// Submission is one accepted table.
type Submission struct {
	SHA256     string          `json:"sha256"`
	Name       string          `json:"name"`
	Sheet      string          `json:"sheet"`
	Return     string          `json:"return"`
	Service    string          `json:"service"`
	Period     string          `json:"period"`
	AsAt       string          `json:"as_at"`
	Received   time.Time       `json:"received"`
	Partial    json.RawMessage `json:"partial"` // validate.Partial
	Parquet    string          `json:"parquet"` // path within the workspace; "" where no row was clean
	ParquetSHA string          `json:"parquet_sha256"`
	Rows       int64           `json:"rows"`   // clean rows in it
	Bytes      int64           `json:"bytes"`  // its size
	Outbox     []Letter        `json:"outbox"` // what was written for the service
	Replaced   bool            `json:"replaced,omitempty"`
}

// Letter is a file in the outbox.
type Letter struct {
	Path   string `json:"path"` // within the workspace
	SHA256 string `json:"sha256"`
}

func readState(path string) (*State, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &State{Version: stateVersion, Periods: map[string]PeriodState{}}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the workspace's state: %w", err)
	}
	s := &State{}
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", path, err)
	}
	if s.Version > stateVersion {
		return nil, fmt.Errorf("%s was written by a newer winnow (version %d, this one reads %d): use the newer one", path, s.Version, stateVersion)
	}
	if s.Periods == nil {
		s.Periods = map[string]PeriodState{}
	}
	return s, nil
}

// File returns the file received with this hash, or nil.
func (s *State) File(sha256 string) *ReceivedFile {
	for i := range s.Files {
		if s.Files[i].SHA256 == sha256 {
			return &s.Files[i]
		}
	}
	return nil
}

// Receive records a file, in place of what was recorded of the same content
// before: a refused file may be sent again when what kept it out is mended.
func (s *State) Receive(f ReceivedFile) {
	for i := range s.Files {
		if s.Files[i].SHA256 == f.SHA256 {
			s.Files = append(s.Files[:i], s.Files[i+1:]...)
			break
		}
	}
	s.Files = append(s.Files, f)
}

// Superseded says whether every submission of a file was replaced by another.
func (s *State) Superseded(sha256 string) bool {
	known := false
	for i := range s.Submissions {
		if c := &s.Submissions[i]; c.SHA256 == sha256 {
			known = true
			if !c.Replaced {
				return false
			}
		}
	}
	return known
}

// Current returns the submission that stands for a return, service and period,
// or nil.
func (s *State) Current(ret, service, period string) *Submission {
	for i := range s.Submissions {
		c := &s.Submissions[i]
		if c.Return == ret && c.Service == service && c.Period == period && !c.Replaced {
			return c
		}
	}
	return nil
}

// InPeriod returns the submissions that stand for a period, in order of receipt.
func (s *State) InPeriod(period string) []*Submission {
	var in []*Submission
	for i := range s.Submissions {
		if c := &s.Submissions[i]; c.Period == period && !c.Replaced {
			in = append(in, c)
		}
	}
	return in
}
