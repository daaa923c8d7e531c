package watch

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// probe says whether a file can be read and whether nobody has it open for writing.
// The kernel grants a read lease only on a file that no process is writing, a file
// server (Samba) that writes for somebody else included, and gives it to the file's
// owner and to whoever has CAP_LEASE. It is given back at once. To anybody else, and
// where there are no leases, being able to read is enough.
func probe(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return openFault(err)
	}
	defer f.Close()
	_, err = unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_RDLCK)
	if errors.Is(err, unix.EAGAIN) {
		return &busyError{"being written by another program"}
	}
	if err != nil {
		return nil //nolint:nilerr // no leases here: nothing is known of writers
	}
	if _, err := unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_UNLCK); err != nil {
		return &busyError{"not free yet: " + err.Error()}
	}
	return nil
}
