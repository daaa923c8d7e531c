package watch

import (
	"errors"
	"os"
	"strings"

	"golang.org/x/sys/windows"
)

// probe says whether a file can be read and whether nobody has it open for writing:
// it asks for it in a share mode that lets others read and nothing else.
func probe(path string) error {
	name, err := windows.UTF16PtrFromString(longPath(path))
	if err != nil {
		return &busyError{"can't be opened: " + err.Error()}
	}
	h, err := windows.CreateFile(name, windows.GENERIC_READ, windows.FILE_SHARE_READ, nil,
		windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	switch {
	case errors.Is(err, windows.ERROR_SHARING_VIOLATION), errors.Is(err, windows.ERROR_LOCK_VIOLATION):
		return &busyError{"open in another program: close it there"}
	case err != nil:
		return openFault(&os.PathError{Op: "open", Path: path, Err: err})
	}
	if err := windows.CloseHandle(h); err != nil {
		return &busyError{"not free yet: " + err.Error()}
	}
	return nil
}

// longPath puts before an absolute path what lets it be longer than 260 characters.
func longPath(path string) string {
	switch {
	case len(path) < 248 || strings.HasPrefix(path, `\\?\`):
		return path
	case strings.HasPrefix(path, `\\`):
		return `\\?\UNC\` + path[2:]
	}
	return `\\?\` + path
}
