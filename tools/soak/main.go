//go:build linux

// Command soak lets winnow watch a folder for a while as files are dropped into it
// at a steady pace, and says whether its memory and its open files stay flat.
//
//	soak -winnow bin/winnow -minutes 30 -o out/soak.txt
//
// Start reading at run. It prints a line at each look and a verdict at the end, and
// ends with 1 where something grows, a file was lost or watch ended by itself. It
// reads /proc and so runs on Linux alone.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"winnow/internal/drops"
)

// settings are the flags.
type settings struct {
	winnow  string        // the binary
	length  time.Duration // of the soak
	every   time.Duration // between two files
	look    time.Duration // between two looks
	folder  string        // where the workspace is made; "" for a temporary one that is removed
	extra   string        // lines for winnow.yaml
	patient time.Duration // how long the last files and the end of watch are waited for
}

func main() {
	runtime.LockOSThread() // watch is killed when the thread that started it ends
	s := settings{patient: 2 * time.Minute}
	minutes := flag.Float64("minutes", 30, "how long")
	out := flag.String("o", "", "file that all is printed to as well")
	flag.StringVar(&s.winnow, "winnow", "bin/winnow", "the binary")
	flag.DurationVar(&s.every, "every", time.Second, "time between two files")
	flag.DurationVar(&s.look, "look", 10*time.Second, "time between two looks at the process")
	flag.StringVar(&s.folder, "dir", "", "an empty folder to work in, kept afterwards; else a temporary one")
	flag.StringVar(&s.extra, "settings", "", "lines to add to winnow.yaml")
	flag.Parse()
	s.length = time.Duration(*minutes * float64(time.Minute))
	ok, err := soakTo(s, *out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(3)
	}
	if !ok {
		os.Exit(1)
	}
}

// soakTo prints to standard output and to the file out, if there is one.
func soakTo(s settings, out string) (bool, error) {
	if out == "" {
		return run(s, os.Stdout)
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return false, err
	}
	f, err := os.Create(out)
	if err != nil {
		return false, err
	}
	defer f.Close()
	return run(s, io.MultiWriter(os.Stdout, f))
}

// run soaks and prints; it returns whether all is as it should be.
func run(s settings, w io.Writer) (bool, error) {
	if s.folder == "" {
		temporary, err := os.MkdirTemp("", "soak")
		if err != nil {
			return false, err
		}
		defer func() { _ = os.RemoveAll(temporary) }() // what stays is the system's to clear
		s.folder = temporary
	}
	files := int(s.length / s.every)
	all, err := drops.Make(uint64(files), min(files, drops.Most))
	if err != nil {
		return false, err
	}
	ws, err := s.workspace()
	if err != nil {
		return false, err
	}
	fmt.Fprintf(w, "%s, %d files, one every %v; watched in %s\n\n", s.length, len(all), s.every, ws)
	watch, said, err := s.start(ws)
	if err != nil {
		return false, err
	}
	defer said.Close()
	k := &soak{settings: s, ws: ws, out: w, pid: watch.Process.Pid, ended: make(chan error, 1), waiting: map[string]time.Time{}}
	go func() { k.ended <- watch.Wait() }()
	k.feed(all)
	return k.finish(watch, all)
}

// workspace makes the workspace that is watched.
func (s settings) workspace() (string, error) {
	ws := filepath.Join(s.folder, "ws")
	if out, err := exec.Command(s.winnow, "init", ws).CombinedOutput(); err != nil {
		return "", fmt.Errorf("winnow init: %w: %s", err, out)
	}
	if err := drops.Rules(filepath.Join(ws, "rules")); err != nil {
		return "", err
	}
	return ws, os.WriteFile(filepath.Join(ws, "winnow.yaml"), []byte("winnow: v1\n"+s.extra+"\n"), 0o644)
}

// start starts winnow watch; what it says goes to a file beside the workspace.
func (s settings) start(ws string) (*exec.Cmd, *os.File, error) {
	said, err := os.Create(ws + ".log")
	if err != nil {
		return nil, nil, err
	}
	c := exec.Command(s.winnow, "watch", "-w", ws)
	c.Stdout, c.Stderr = said, said
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // never left behind
	return c, said, c.Start()
}
