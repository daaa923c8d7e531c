package watch

import (
	"errors"
	"io/fs"
)

// openFault says in words why a file can't be opened.
func openFault(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &busyError{"taken away while winnow was looking"}
	case errors.Is(err, fs.ErrPermission):
		return &busyError{"can't be opened: another program has locked it, or winnow may not read it"}
	}
	return &busyError{"can't be opened: " + cause(err)}
}

// cause returns a fault without the path that os puts before it.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}
