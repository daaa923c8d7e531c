package doctor

import (
	"io/fs"
	"syscall"
	"time"
)

// since is how long ago a file came to stand where it is. A copy keeps the date at
// which the original was written, long ago.
func since(info fs.FileInfo, now time.Time) time.Duration {
	d, ok := info.Sys().(*syscall.Win32FileAttributeData)
	if !ok {
		return now.Sub(info.ModTime())
	}
	return now.Sub(time.Unix(0, d.CreationTime.Nanoseconds()))
}
