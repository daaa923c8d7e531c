package rules

import (
	"archive/zip"
	"cmp"
	"errors"
)

// ErrOtherRules says that a copy holds other rules than its name says.
var ErrOtherRules = errors.New("it holds other rules than its name says")

// OpenCopy loads the copy of the set with a hash that WriteCopy wrote to a file. Its
// errors are ErrOtherRules, Load's, or what kept the file from being read.
func OpenCopy(path, hash string) (*Set, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	set, err := LoadCopy(&z.Reader)
	if err := cmp.Or(err, z.Close()); err != nil {
		return nil, err
	}
	if set.Hash != hash {
		return nil, ErrOtherRules
	}
	return set, nil
}
