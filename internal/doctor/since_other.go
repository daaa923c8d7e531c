//go:build !linux && !windows

package doctor

import (
	"io/fs"
	"time"
)

// since goes by the date of the file's content: when it came to stand where it is, the
// system doesn't say in a common form.
func since(info fs.FileInfo, now time.Time) time.Duration { return now.Sub(info.ModTime()) }
