//go:build linux

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// look is what a process and its workspace look like at one time.
type look struct {
	at         time.Duration // since the beginning
	resident   int64         // bytes of memory
	anonymous  int64         // of them not backed by files, which is what leaks
	files      int           // open descriptors
	threads    int
	goroutines int   // -1 where nothing says
	ledger     int64 // bytes of the ledger and of what SQLite keeps beside it
	busy       time.Duration
	dropped    int
	waiting    int // files in the inbox
}

const heading = "    time   dropped  waiting    RSS MB  anon MB  descriptors  threads  goroutines  ledger KB   CPU s"

func (l look) String() string {
	goroutines := "-"
	if l.goroutines >= 0 {
		goroutines = strconv.Itoa(l.goroutines)
	}
	return fmt.Sprintf("%8s  %8d %8d  %8.1f %8.1f  %11d %8d  %10s %10d %7.1f", l.at.Round(time.Second), l.dropped, l.waiting,
		float64(l.resident)/1e6, float64(l.anonymous)/1e6, l.files, l.threads, goroutines, l.ledger/1000, l.busy.Seconds())
}

// lookAt reads what the system knows of a process, and the size of its ledger.
func lookAt(pid int, ws string) (look, error) {
	l := look{goroutines: goroutines(ws)}
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	status, err := os.ReadFile(filepath.Join(proc, "status"))
	if err != nil {
		return l, err
	}
	for s := bufio.NewScanner(bytes.NewReader(status)); s.Scan(); {
		name, value, _ := strings.Cut(s.Text(), ":")
		n, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64) // 0 for what is no number and not asked for
		switch name {
		case "VmRSS":
			l.resident = n * 1024
		case "RssAnon":
			l.anonymous = n * 1024
		case "Threads":
			l.threads = int(n)
		}
	}
	open, err := os.ReadDir(filepath.Join(proc, "fd"))
	if err != nil {
		return l, err
	}
	l.files = len(open)
	if l.busy, err = processorTime(filepath.Join(proc, "stat")); err != nil {
		return l, err
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(filepath.Join(ws, "winnow.db"+end)); err == nil {
			l.ledger += info.Size()
		}
	}
	return l, nil
}

// processorTime reads how long a process has kept processors busy. The kernel counts
// it in hundredths of a second.
func processorTime(path string) (time.Duration, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	_, rest, _ := bytes.Cut(b, []byte(") ")) // the name before may hold spaces
	fields := strings.Fields(string(rest))
	if len(fields) < 13 {
		return 0, fmt.Errorf("%s has %d fields", path, len(fields))
	}
	var ticks int64
	for _, f := range fields[11:13] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// goroutines looks for the number in a metrics file in the workspace; -1 for none.
func goroutines(ws string) int {
	found, err := filepath.Glob(filepath.Join(ws, "*.prom"))
	if err != nil || len(found) == 0 {
		return -1
	}
	b, err := os.ReadFile(found[0])
	if err != nil {
		return -1
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "go_goroutines "); ok {
			if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
				return n
			}
		}
	}
	return -1
}
