package doctor

import "github.com/gofrs/flock"

// locked says whether somebody holds a lock. It asks for a share of it, which two
// doctors may have at once, and gives it back at once.
func locked(path string) (held bool, err error) {
	l := flock.New(path)
	got, err := l.TryRLock()
	if err != nil {
		return false, withoutPath(err)
	}
	return !got, l.Close()
}
