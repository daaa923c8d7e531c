//go:build !windows

package doctor

import "os"

// open says whether every account may read a file.
func open(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o004 != 0
}
