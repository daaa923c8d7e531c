package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// expected is what should lie at a path.
type expected struct {
	sha256 string
	of     string
	note   bool   // it may lie otherwise
	fix    string // where it doesn't lie as it should
}

// compare looks at a file that should be there.
func (l *look) compare(path string, want expected) {
	if l.pending[path] {
		return
	}
	f := Finding{Of: want.of, Path: path, Note: want.note, Fix: want.fix}
	got, err := l.hash(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Kind, f.Says = KindMissing, "it is missing"
	case err != nil:
		f.Kind, f.Note, f.Says, f.Fix = KindUnread, false, "it can't be read: "+plain(err), "see to it that winnow may read it"
	case got != want.sha256:
		f.Kind, f.Says = KindAltered, "it was altered"
	default:
		return
	}
	l.found(f)
}

// hash returns the SHA-256 of a file of the workspace.
func (l *look) hash(path string) (string, error) {
	if l.ctx.Err() != nil {
		return "", l.ctx.Err()
	}
	l.seen++
	if l.progress != nil {
		l.progress(path, min(1, float64(l.seen)/float64(max(1, l.total))))
	}
	f, err := os.Open(l.view.Path(path))
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// list returns the files below a folder of the workspace, by path. What can't be
// looked into is a finding.
func (l *look) list(dir, of string) []string {
	var files []string
	err := filepath.WalkDir(l.view.Path(dir), func(p string, d fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(l.view.Root, p)
		if relErr != nil {
			return relErr
		}
		path := filepath.ToSlash(rel)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			l.found(Finding{Of: of, Kind: KindUnread, Path: path, Says: "it can't be read: " + plain(err), Fix: "see to it that winnow may read it"})
			return nil
		case !d.IsDir():
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		l.found(Finding{Of: of, Kind: KindUnread, Path: dir, Says: "it can't be read: " + plain(err)})
	}
	slices.Sort(files)
	return files
}

// plain takes the path out of an error, which is said beside it.
func plain(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return strings.ReplaceAll(fmt.Sprint(err), "\n", "; ")
}
