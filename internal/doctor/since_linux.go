package doctor

import (
	"io/fs"
	"syscall"
	"time"
)

// since is how long ago a file came to stand where it is. A copy may keep the date
// at which the original was written, long ago.
func since(info fs.FileInfo, now time.Time) time.Duration {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return now.Sub(info.ModTime())
	}
	return now.Sub(time.Unix(int64(st.Ctim.Sec), int64(st.Ctim.Nsec))) //nolint:unconvert // their types differ between processors
}
