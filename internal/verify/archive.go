package verify

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"winnow/internal/ledger"
	"winnow/internal/workspace"
	"winnow/rules"
)

const rulesDir = workspace.ArchiveDir + "/rules/"

const fixOriginal = "drop the same file into the inbox again, or put it back from a backup: nothing else has it"

// originals looks at every original by its hash, and at what lies beside them.
func (l *look) originals() error {
	files, err := l.book.Files()
	if err != nil {
		return err
	}
	known, here := map[string]ledger.File{}, map[string]bool{}
	for _, f := range files {
		known[f.SHA256] = f
	}
	lie := l.list(workspace.ArchiveDir, OfOriginal)
	if l.total, err = l.others(); err != nil {
		return err
	}
	l.total += len(lie)
	for _, at := range lie {
		if strings.HasPrefix(at, rulesDir) || l.pending[at] {
			continue
		}
		sum := strings.TrimSuffix(path.Base(at), path.Ext(at))
		f, ok := known[sum]
		switch {
		case ok && f.Purged.IsZero() && at == workspace.ArchivePath(sum, f.Ext):
		case !ok || f.Purged.IsZero():
			l.found(Finding{Of: OfOriginal, Kind: KindUnknown, Path: at, Says: "no run put it there", Fix: "if it is a return, drop it into the inbox; else take it away"})
			continue
		default:
			l.found(Finding{Of: OfOriginal, Kind: KindKept, Path: at, Says: "it was deleted when its time to keep was over, and lies there all the same: a backup may have brought it back", Fix: "delete it"})
			continue
		}
		here[sum] = true
		l.compare(at, expected{sum, OfOriginal, false, fixOriginal})
	}
	for _, f := range files {
		if !f.Purged.IsZero() {
			l.result.Counts.Deleted++
			continue
		}
		l.result.Counts.Originals++
		if at := workspace.ArchivePath(f.SHA256, f.Ext); !here[f.SHA256] && !l.pending[at] {
			l.found(Finding{Of: OfOriginal, Kind: KindMissing, Path: at, Says: "it is missing; it came as " + f.Name, Fix: fixOriginal})
		}
	}
	return nil
}

// others counts the files to be hashed beside the archive.
func (l *look) others() (int, error) {
	letters, err := l.book.AllLetters()
	if err != nil {
		return 0, err
	}
	outputs, err := l.book.Outputs()
	if err != nil {
		return 0, err
	}
	data, err := l.data()
	return len(letters) + len(outputs) + len(data), err
}

// rules looks at the copies of the rule sets that were in force.
func (l *look) rules() error {
	sets, err := l.book.RuleSets()
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, set := range sets {
		l.result.Counts.RuleSets++
		if known[set.Archive] = true; l.pending[set.Archive] {
			continue
		}
		f := Finding{Of: OfRules, Path: set.Archive, Fix: "winnow rebuild puts it back if the same rules are in force; else put it back from a backup"}
		_, err := rules.OpenCopy(l.view.Path(set.Archive), set.SHA256)
		var at *fs.PathError
		switch {
		case err == nil:
			continue
		case errors.Is(err, fs.ErrNotExist):
			f.Kind, f.Says = KindMissing, "it is missing; without it runs by these rules can't be made again"
		case errors.As(err, &at):
			f.Kind, f.Says, f.Fix = KindUnread, "it can't be read: "+plain(err), "see to it that winnow may read it"
		case errors.Is(err, rules.ErrOtherRules):
			f.Kind, f.Says = KindAltered, rules.ErrOtherRules.Error()
		default:
			f.Kind, f.Says = KindAltered, "it was altered, and does not load any more"
		}
		l.found(f)
	}
	for _, at := range l.list(strings.TrimSuffix(rulesDir, "/"), OfRules) {
		if !known[at] && !l.pending[at] {
			l.found(Finding{Of: OfRules, Kind: KindUnknown, Path: at, Says: "no run put it there", Fix: "take it away"})
		}
	}
	return nil
}
