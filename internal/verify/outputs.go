package verify

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"

	"winnow/internal/ledger"
	"winnow/internal/workspace"
)

const fixRebuild = "winnow rebuild puts it back as it was"

// The lists of what is published, in the published folder.
const (
	manifestPath = workspace.PublishedDir + "/manifest.json"
	packagePath  = workspace.PublishedDir + "/datapackage.json"
)

// published looks at every file that should be published, that nothing else is, and
// at the lists of them.
func (l *look) published() error {
	want, err := l.data()
	if err != nil {
		return err
	}
	outputs, err := l.book.Outputs()
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, at := range slices.Sorted(maps.Keys(want)) {
		known[at] = true
		l.compare(at, expected{want[at], OfPublished, false, fixRebuild})
	}
	for _, o := range outputs {
		if strings.HasPrefix(o.Path, workspace.PublishedDir+"/") {
			known[o.Path] = true
			l.compare(o.Path, expected{o.SHA256, OfPublished, false, fixRebuild})
		}
	}
	l.result.Counts.Published = len(known)
	for _, at := range l.list(workspace.PublishedDir, OfPublished) {
		if !known[at] && !l.pending[at] {
			l.found(Finding{Of: OfPublished, Kind: KindUnknown, Path: at, Says: "no run published it; whoever reads the folder would count it", Fix: "take it out of the published folder"})
		}
	}
	return l.lists(want)
}

// data returns the files with clean rows or measures, by path.
func (l *look) data() (map[string]string, error) {
	all := map[string]string{}
	stand, err := l.book.Submissions(ledger.Filter{Stands: true})
	if err != nil {
		return nil, err
	}
	for _, s := range stand {
		if s.Parquet != "" {
			all[s.Parquet] = s.ParquetSHA
		}
	}
	periods, err := l.book.Periods()
	for _, p := range periods {
		if p.Parquet != "" {
			all[p.Parquet] = p.SHA256
		}
	}
	return all, err
}

// lists compares the manifest, which names all that is published, and the data
// package, which names what the rules in force know.
func (l *look) lists(want map[string]string) error {
	var m struct {
		Files []struct {
			Path   string `json:"path"`
			SHA256 string `json:"sha256"`
		} `json:"files"`
	}
	if l.read(manifestPath, &m) {
		named := map[string]string{}
		for _, f := range m.Files {
			named[f.Path] = f.SHA256
		}
		l.named(manifestPath, named, want, true)
	}
	var pkg struct {
		Resources []struct {
			Files []struct {
				Path string `json:"path"`
				Hash string `json:"hash"`
			} `json:"files"`
		} `json:"resources"`
	}
	if l.read(packagePath, &pkg) {
		named := map[string]string{}
		for _, r := range pkg.Resources {
			for _, f := range r.Files {
				named[f.Path] = strings.TrimPrefix(f.Hash, "sha256:")
			}
		}
		l.named(packagePath, named, want, false)
	}
	return nil
}

// read reads a list; false where it isn't there, or is no JSON, which the comparison
// of its hash has found.
func (l *look) read(at string, into any) bool {
	if l.pending[at] {
		return false
	}
	raw, err := os.ReadFile(l.view.Path(at))
	return err == nil && json.Unmarshal(raw, into) == nil
}

func (l *look) named(at string, named, want map[string]string, all bool) {
	says := func(text string) {
		l.found(Finding{Of: OfPublished, Kind: KindListed, Path: at, Says: text, Fix: fixRebuild})
	}
	for _, p := range slices.Sorted(maps.Keys(named)) {
		sum := named[p]
		recorded, ok := want[workspace.PublishedDir+"/"+p]
		switch {
		case !ok:
			says("it names " + p + ", which is not published")
		case recorded != sum:
			says("it names another hash of " + p + " than the ledger has")
		}
	}
	for _, p := range slices.Sorted(maps.Keys(want)) {
		if _, ok := named[strings.TrimPrefix(p, workspace.PublishedDir+"/")]; all && !ok {
			says("it does not name " + strings.TrimPrefix(p, workspace.PublishedDir+"/"))
		}
	}
}

// reports looks at the reports, and the parts that later ones are put together from.
func (l *look) reports() error {
	outputs, err := l.book.Outputs()
	if err != nil {
		return err
	}
	for _, o := range outputs {
		if !strings.HasPrefix(o.Path, workspace.PublishedDir+"/") {
			l.result.Counts.Reports++
			l.compare(o.Path, expected{o.SHA256, OfReport, false, fixRebuild})
		}
	}
	return nil
}

// letters looks at what was written for people. They take letters away, or write into
// them: that is worth knowing, and no fault.
func (l *look) letters() error {
	all, err := l.book.AllLetters()
	for _, letter := range all {
		l.result.Counts.Letters++
		l.compare(letter.Path, expected{letter.Digest, OfLetter, true, ""})
	}
	return err
}
