package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// LoadPath loads a rule file or a folder of them from disk; see Load. A rule set
// may extend one that stands in its folder or beside it.
func LoadPath(name string) (*Set, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	folder, file := abs, "."
	if !info.IsDir() {
		folder, file = filepath.Dir(abs), filepath.Base(abs)
	}
	if inner := path.Join(filepath.Base(folder), file); filepath.Dir(folder) != folder && fs.ValidPath(inner) {
		return Load(os.DirFS(filepath.Dir(folder)), inner, name)
	}
	return Load(os.DirFS(folder), file, name)
}

// Load loads the rule file or folder called name in fsys. display is how the
// user named it, for messages. A folder means its top-level *.yaml, *.yml and
// *.json; a single file comes with the bands files and the CSVs beside it, and
// the folder's other returns are not loaded. What a folder extends holds too,
// unless a file of its own stands in its place; it must be in fsys.
//
// Where rules or reference data are faulty the error is Errors and holds every
// fault. Any other error says that something could not be read.
func Load(fsys fs.FS, name, display string) (*Set, error) { return load(fsys, name, display, false) }

// load is Load, on request without what stands under tests.
func load(fsys fs.FS, name, display string, untested bool) (*Set, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	l := &loader{files: map[string][]byte{}, copies: map[string][]byte{}, lists: map[string]*List{}, doubtful: map[string]Errors{}, display: display, untested: untested}
	l.set = &Set{Name: display, Bands: map[string]*Bands{}, Lists: map[string]*List{}}
	l.root = fsys
	dir := name
	if !info.IsDir() {
		only := path.Base(name)
		dir = path.Dir(name)
		l.single, l.display = true, filepath.Dir(display)
		l.only, l.onlyDisplay = only, display
	}
	if err := l.bases(&layer{dir: path.Clean(dir), display: l.display, returns: true}); err != nil {
		return nil, err
	}
	if err := l.load(); err != nil {
		return nil, err
	}
	return l.set, nil
}

// loader is one load under way.
type loader struct {
	untested bool                // what stands under tests is left out
	ahead    map[string]*reading // files that are parsed ahead, by their path in root

	root    fs.FS    // where the folder stands, and those that it extends
	fsys    fs.FS    // the folder, over those that it extends
	layers  *folders // the same as what it is
	display string   // the folder as the user named it

	homes map[*yaml.Node]*source // where text comes from that a return took over from another file

	single            bool // one file, not the folder
	only, onlyDisplay string

	set        *Set
	faults     faults
	files      map[string][]byte // every file read, for the hash
	copies     map[string][]byte // the same by their path in root, for Set.WriteCopy
	doubtful   map[string]Errors // faulty bands beside a single file, by name
	lists      map[string]*List  // code lists tried; nil for one that is faulty or not there
	drafts     []*draft          // returns being compiled
	services   map[string]bool   // nil without a services.csv
	hasTargets bool              // there is a targets.csv
	dueReturns []dueReturn
	waivers    []waiverRow
	described  map[string]bool // files that a package has its schemas in
	unread     bool            // a rule file could not be parsed

	doubtfulTypes map[*Field]bool // fields whose type is at fault
}

// load reads bands first, as measures name them, then the reference data, then
// the returns: first the fields of all, as lookups speak of other returns', then
// their rules and measures, and, once all measures are known, the table rules.
func (l *loader) load() error {
	files, err := l.ruleFiles()
	if err != nil {
		return err
	}
	if err := l.references(); err != nil {
		return err
	}
	for _, f := range l.withPackages(files) {
		l.read(f)
	}
	for _, d := range l.drafts {
		d.speak()
	}
	l.together()
	for _, d := range l.drafts {
		d.tableRules()
		d.tests()
	}
	l.knownWaivers()
	if len(l.set.Returns) == 0 && len(l.faults.list) == 0 {
		l.faults.add(&Error{File: l.set.Name, Message: "holds no rule file: none of its *.yaml, *.yml and *.json has return: at its top"})
	}
	if err := l.faults.err(); err != nil {
		return err
	}
	l.finish()
	return nil
}

// finish sorts what is listed by name and hashes what was read.
func (l *loader) finish() {
	slices.SortFunc(l.set.Returns, func(a, b *Return) int { return strings.Compare(a.Name, b.Name) })
	for name, list := range l.lists {
		l.set.Lists[name] = list
	}
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(l.files)) {
		fmt.Fprintf(h, "%d %s %d\n", len(name), name, len(l.files[name]))
		h.Write(l.files[name])
	}
	l.set.Hash = hex.EncodeToString(h.Sum(nil))
	l.set.copies, l.set.folder = l.copies, l.layers.top.dir
}

// path returns a file's name as messages give it.
func (l *loader) path(name string) string {
	return l.pathIn(l.layers.holder(name), name)
}

func (l *loader) pathIn(at *layer, name string) string {
	if l.single && name == l.only && at == l.layers.top {
		return l.onlyDisplay
	}
	return at.path(name)
}

func (l *loader) note(message string) { l.set.Notes = append(l.set.Notes, message) }

// open reads a file of at most limit bytes, which counts towards the hash. An
// error is of reading; fs.ErrNotExist where there is no such file.
func (l *loader) open(name string, limit int64) ([]byte, error) {
	return l.openIn(l.layers.holder(name), name, limit)
}

// openIn is open for one folder, whether or not a folder above has such a file.
func (l *loader) openIn(at *layer, name string, limit int64) ([]byte, error) {
	key, full := at.key(name), path.Join(at.dir, name)
	if data, ok := l.files[key]; ok {
		return data, nil
	}
	info, err := fs.Stat(l.root, full)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotFile
	}
	if info.Size() > limit {
		return nil, errTooLarge
	}
	data, err := fs.ReadFile(l.root, full)
	if err != nil {
		return nil, err
	}
	l.files[key] = data
	l.copies[full] = data
	return data, nil
}

var (
	errTooLarge = errors.New("file is too large")
	errNotFile  = errors.New("it is not a plain file")
)

// Return returns the return of that name, or nil.
func (s *Set) Return(name string) *Return {
	for _, r := range s.Returns {
		if r.Name == name {
			return r
		}
	}
	return nil
}
