package rebuild

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"winnow/internal/ledger"
	"winnow/internal/workspace"
)

// Outcome says how a file of the workspace compares with what was made again.
type Outcome string

// The outcomes. Same, PutBack and Kept are as they should be.
const (
	Same    Outcome = "same"
	Missing Outcome = "missing"  // Restore puts it back
	Altered Outcome = "altered"  // likewise
	PutBack Outcome = "put back" // by Restore
	Kept    Outcome = "kept"     // it can't be made again, and is as the ledger recorded it
	Lost    Outcome = "lost"     // it can't be made again, and is missing or altered
	Differs Outcome = "differs"  // what was made again is not what the ledger recorded
	Unknown Outcome = "unknown"  // it lies there, and no run wrote it
)

// File is one file of the workspace.
type File struct {
	Path    string
	Outcome Outcome
	Why     string // "" where the outcome says all
}

// Submission is one that was not made again as the ledger has it.
type Submission struct {
	ID  int64
	Why string // names of what differs, no values

	Kept bool // originals that went into it are gone: the ledger is right
}

// Original is one that can't be read again.
type Original struct {
	SHA256, Name, Why string // Name is "" where it was deleted
}

// Result is how a workspace compares with what was made again of it.
type Result struct {
	Runs, Originals int // that were made again, and read
	Files           []File
	Submissions     []Submission
	Gone            []Original
	Notes           []string // what rules could not look into, as then
}

// Good says whether everything is as the ledger has it.
func (r *Result) Good() bool {
	ok := func(o Outcome) bool { return o == Same || o == PutBack || o == Kept }
	return !slices.ContainsFunc(r.Submissions, func(s Submission) bool { return !s.Kept }) && !slices.ContainsFunc(r.Files, func(f File) bool { return !ok(f.Outcome) })
}

// Compare compares the workspace with what was made again. Whoever calls it holds the
// workspace's lock, or is sure that no run is at work.
func (b *Rebuild) Compare() (*Result, error) {
	r := &Result{Runs: len(b.book.runs), Notes: b.notes}
	for _, sum := range sortedKeys(b.gone) {
		if why := b.gone[sum]; why != "" {
			r.Gone = append(r.Gone, Original{sum, b.book.files[sum].Name, why})
		} else {
			r.Originals++
		}
	}
	made, err := hashes(b.scratch.Root)
	if err != nil {
		return nil, err
	}
	lies, err := hashes(b.View.Root)
	if err != nil {
		return nil, err
	}
	recorded, err := b.recorded()
	if err != nil {
		return nil, err
	}
	all := map[string]bool{}
	for _, m := range []map[string]string{made, lies, recorded} {
		for path := range m {
			all[path] = true
		}
	}
	for _, path := range sortedKeys(all) {
		if f := b.compare(path, made[path], lies[path], recorded[path]); f.Outcome != "" {
			r.Files = append(r.Files, f)
		}
	}
	r.Submissions, err = b.compareSubmissions()
	return r, err
}

// compare judges one file by its hashes: as made again, as it lies there and as the
// ledger recorded it; "" for none.
func (b *Rebuild) compare(path, made, lies, recorded string) File {
	f := File{Path: path}
	switch {
	case strings.HasPrefix(path, rulesDir):
		return b.compareRules(f, made, lies)
	case recorded == "" && made == "":
		if strings.HasPrefix(path, workspace.PublishedDir+"/") {
			f.Outcome, f.Why = Unknown, "no run wrote it; it stays"
		}
	case recorded != "" && made != recorded && (b.kept[path] || b.incomplete()):
		f.Outcome, f.Why = Lost, whyGone
		if lies == recorded {
			f.Outcome = Kept
		}
	case made != recorded:
		f.Outcome, f.Why = Differs, b.whyDiffers(made, lies, recorded)
	case lies == recorded && b.kept[path]:
		f.Outcome, f.Why = Kept, whyGone
	case lies == recorded:
		f.Outcome = Same
	case lies == "":
		f.Outcome = Missing
	default:
		f.Outcome = Altered
	}
	return f
}

// compareRules judges the copy of a rule set: only of one that could not be read is
// anything said.
func (b *Rebuild) compareRules(f File, made, lies string) File {
	hash := strings.TrimSuffix(strings.TrimPrefix(f.Path, rulesDir), ".zip")
	if made == "" || !b.stood[hash] {
		return f
	}
	f.Outcome, f.Why = Altered, "the rules in force are the same"
	if lies == "" {
		f.Outcome = Missing
	}
	return f
}

const rulesDir = workspace.ArchiveDir + "/rules/"

const whyGone = "originals that it was made from are gone"

// incomplete says whether originals are gone, while all else is as it was.
func (b *Rebuild) incomplete() bool {
	return len(b.otherVersions()) == 0 && slices.ContainsFunc(sortedKeys(b.gone), func(sum string) bool { return b.gone[sum] != "" })
}

// otherVersions lists the versions of winnow that runs were made by, but for this one.
func (b *Rebuild) otherVersions() []string {
	var others []string
	for _, run := range b.book.runs {
		if run.Program != b.Program && !slices.Contains(others, run.Program) {
			others = append(others, run.Program)
		}
	}
	return others
}

// whyDiffers says what may be behind bytes that are others than those of then.
func (b *Rebuild) whyDiffers(made, lies, recorded string) string {
	why := "it can't be made again as it was"
	switch {
	case made == "":
		why = "it was not made again"
	case recorded == "":
		why = "the ledger does not know it"
	}
	if others := b.otherVersions(); len(others) > 0 {
		why += "; runs were made by winnow " + strings.Join(others, ", ") + ", and this is " + b.Program
	}
	switch {
	case recorded == "":
	case lies == recorded:
		why += "; what lies there is as it was recorded"
	case lies == "":
		why += "; it is missing"
	default:
		why += "; what lies there was altered"
	}
	return why
}

// recorded returns the hashes of what should lie in the workspace, by path.
func (b *Rebuild) recorded() (map[string]string, error) {
	all := map[string]string{}
	for _, s := range b.book.submissions {
		if s.Stands && s.Parquet != "" {
			all[s.Parquet] = s.ParquetSHA
		}
	}
	periods, err := b.book.Periods()
	if err != nil {
		return nil, err
	}
	for _, p := range periods {
		if p.Parquet != "" {
			all[p.Parquet] = p.SHA256
		}
	}
	maps.Copy(all, b.book.outputs)
	return all, nil
}

// madeDirs are the folders of a workspace that a rebuild makes again.
var madeDirs = []string{workspace.PublishedDir, workspace.ReportsDir, ".winnow/files", workspace.ArchiveDir + "/rules"}

// hashes returns the hash of every file in those folders of the workspace at root.
func hashes(root string) (map[string]string, error) {
	all := map[string]string{}
	for _, dir := range madeDirs {
		err := filepath.WalkDir(filepath.Join(root, filepath.FromSlash(dir)), func(p string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || d.IsDir() {
				return err
			}
			rel, err := filepath.Rel(root, p)
			if err != nil {
				return err
			}
			all[filepath.ToSlash(rel)], err = hashFile(p)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// compareSubmissions lists the submissions that were made again otherwise than they
// were.
func (b *Rebuild) compareSubmissions() ([]Submission, error) {
	again, err := b.scratch.Ledger.Submissions(ledger.Filter{})
	if err != nil {
		return nil, err
	}
	made := map[int64]ledger.Submission{}
	for _, s := range again {
		made[s.ID] = s
	}
	var out []Submission
	for _, id := range sortedKeys(b.book.submissions) {
		if b.adopted[id] {
			delete(made, id)
			continue
		}
		now, ok := made[id]
		if delete(made, id); !ok {
			out = append(out, Submission{id, "it was not made again", false})
			continue
		}
		if what := difference(b.book.submissions[id], now); what != "" {
			out = append(out, Submission{id, "other than recorded: " + what, b.incomplete()})
		}
	}
	for _, id := range sortedKeys(made) {
		out = append(out, Submission{id, "the ledger does not know it: a table of " + made[id].Name + " that was not found then", b.incomplete()})
	}
	return out, nil
}

// difference names what of a submission is otherwise.
func difference(was, now ledger.Submission) string {
	var names []string
	for _, f := range []struct {
		name string
		same bool
	}{
		{"original", was.SHA256 == now.SHA256}, {"sheet", was.Sheet == now.Sheet}, {"return", was.Return == now.Return}, {"service", was.Service == now.Service},
		{"period", was.Period == now.Period && was.Span == now.Span}, {"as-at date", was.AsAt == now.AsAt}, {"time of receipt", was.Received.Equal(now.Received)},
		{"state", was.State == now.State && was.Stands == now.Stands}, {"successor", was.Successor == now.Successor}, {"counts of rows", was.Rows == now.Rows},
		{"counts of findings", was.Errors == now.Errors && was.Queries == now.Queries && was.Notes == now.Notes}, {"points open", was.Open == now.Open},
		{"published rows", was.ParquetSHA == now.ParquetSHA && was.Parquet == now.Parquet},
	} {
		if !f.same {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, ", ")
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
