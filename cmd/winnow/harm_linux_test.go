package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// asLimited sets a limit on the size of any file that the process writes: the
// bytes, and "signal" where it is killed by it, as a shell's ulimit would.
const asLimited = "WINNOW_TEST_FILE_SIZE"

// limitFiles does what asLimited says to this process.
func limitFiles() error {
	var bytes uint64
	var how string
	if _, err := fmt.Sscan(os.Getenv(asLimited), &bytes, &how); err != nil {
		return err
	}
	if how != "signal" {
		signal.Ignore(syscall.SIGXFSZ)
	}
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: bytes})
}

// systemHarms are those that the kernel does: limits, full and read-only disks.
func systemHarms() (can []harm, not []string) {
	can = []harm{{"a limit on the size of files", "failed", limitSize}, {"asked to end", "failed", askToEnd}}
	if unshare() == nil {
		return can, []string{"full and read-only file systems: no mount namespace can be made here (unshare -m)"}
	}
	return append(can, harm{"a full disk", "full", fillDisk}, harm{"a read-only folder", "failed", readOnly}), nil
}

func askToEnd(h *history, dir string, random *rand.Rand) (ending, error) {
	return stopAfter(h, dir, time.Duration(random.Int64N(int64(h.took))), syscall.SIGTERM)
}

func limitSize(h *history, dir string, random *rand.Rand) (ending, error) {
	how := []string{"error", "signal"}[random.IntN(2)]
	bytes := random.IntN(200_000)
	c := h.process(dir)
	c.Env = append(c.Env, fmt.Sprintf("%s=%d %s", asLimited, bytes, how))
	e, err := ended(c)
	e.what = fmt.Sprintf("files limited to %d bytes, with %s", bytes, how)
	if how == "signal" && strings.Contains(e.stderr, "SIGXFSZ") {
		e.stderr = "" // Go's words for a signal that kills
	}
	return e, err
}

// unshare is the command that starts another in a mount namespace of its own; nil
// where there is none or it may not.
var unshare = sync.OnceValue(func() []string {
	for _, how := range [][]string{{"unshare", "-m"}, {"unshare", "-rm"}} {
		if exec.Command(how[0], append(how[1:], "mount", "-t", "tmpfs", "none", "/mnt")...).Run() == nil {
			return how
		}
	}
	return nil
})

// mounted runs the command of a history in a mount namespace, by a shell script
// whose $1 is the workspace, $2 an empty folder beside it, and $3 argument. The
// command itself is "$@" after three shifts.
func mounted(h *history, dir, script, argument string) (ending, error) {
	spare := dir + ".mount"
	if err := os.MkdirAll(spare, 0o755); err != nil {
		return ending{}, err
	}
	defer os.Remove(spare)
	c := h.process(dir)
	how := unshare()
	c.Args = append(append(append([]string{}, how...), "sh", "-c", script, "sh", dir, spare, argument), c.Args...)
	path, err := exec.LookPath(how[0])
	if err != nil {
		return ending{}, err
	}
	c.Path = path
	e, err := ended(c)
	if e.code == mountFault {
		return e, fmt.Errorf("mounting: %s", e.stderr)
	}
	return e, err
}

// mountFault is what the scripts end with when it is they that failed.
const mountFault = 77

// fillDisk runs the command on a file system with room for the workspace and some
// part of what it writes, and takes what is left off it.
func fillDisk(h *history, dir string, random *rand.Rand) (ending, error) {
	spare := random.Int64N(h.room/4096+8) * 4096
	const script = `
		bytes=$(($(find "$1" -printf '%s\n' | awk '{ n += int(($1 + 4095) / 4096) * 4096 + 4096 } END { printf "%d", n }') + $3))
		mount -t tmpfs -o size=$bytes none "$2" && cp -a "$1/." "$2" || exit 77
		dir=$1 disk=$2
		shift 3
		mount --bind "$disk" "$dir" || exit 77
		"$@"
		code=$?
		umount "$dir" && find "$dir" -mindepth 1 -delete && cp -a "$disk/." "$dir" || exit 77
		exit $code`
	e, err := mounted(h, dir, script, fmt.Sprint(spare))
	e.what = fmt.Sprintf("a disk with %d bytes to spare", spare)
	return e, err
}

// readOnly runs the command with one of the workspace's folders read-only, for
// root too.
func readOnly(h *history, dir string, random *rand.Rand) (ending, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ending{}, err
	}
	var folders []string
	for _, d := range entries {
		if d.IsDir() && d.Name() != "rules" { // rules are only read
			folders = append(folders, d.Name())
		}
	}
	folder := folders[random.IntN(len(folders))]
	const script = `
		mount --bind "$1/$3" "$1/$3" && mount -o remount,bind,ro "$1/$3" || exit 77
		shift 3
		exec "$@"`
	e, err := mounted(h, dir, script, folder)
	e.what = filepath.Base(folder) + " read-only"
	return e, err
}
