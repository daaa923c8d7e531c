package rules

import (
	"archive/zip"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// WriteCopy writes the files that the set was loaded from as a zip, the same bytes
// for the same set. LoadCopy loads the set from it again.
func (s *Set) WriteCopy(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(s.copies)) {
		f, err := z.CreateHeader(&zip.FileHeader{Name: path.Join(copyRoot, s.inCopy(name)), Method: zip.Deflate}) // no time: the same bytes
		if err != nil {
			return fmt.Errorf("copying the rules: %w", err)
		}
		if _, err := f.Write(s.copies[name]); err != nil {
			return fmt.Errorf("copying the rules: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("copying the rules: %w", err)
	}
	return nil
}

// copyRoot is the folder in a copy that holds the rule set's folder and those that
// it extends; the set's own is always called copyFolder, wherever it stood.
const (
	copyRoot   = "copy"
	copyFolder = "rules"
)

// inCopy returns where a file lies in a copy.
func (s *Set) inCopy(name string) string {
	if s.folder == "." {
		return path.Join(copyFolder, name)
	}
	if rest, ok := strings.CutPrefix(name, s.folder+"/"); ok {
		return path.Join(copyFolder, rest)
	}
	return name
}

// LoadCopy loads the set that WriteCopy wrote; its errors are Load's.
func LoadCopy(z *zip.Reader) (*Set, error) {
	root, err := fs.Sub(z, copyRoot)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	return Load(root, copyFolder, copyFolder)
}
