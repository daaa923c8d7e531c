//go:build linux

package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"winnow/internal/drops"
)

// soak is one under way.
type soak struct {
	settings
	ws      string
	out     io.Writer
	pid     int
	ended   chan error // watch has ended
	gone    bool       // it has, by itself
	begun   time.Time
	dropped int
	waiting map[string]time.Time // files that are still in the inbox, by when they were dropped
	latency []latency
	looks   []look
}

// latency is how long one file took from its drop until it had left the inbox, which
// is when its results are in place.
type latency struct{ at, took time.Duration }

// glance is how often the inbox is looked at, and so how exact a latency is.
const glance = 25 * time.Millisecond

// feed drops the files at their times and looks at the process, until all are
// dropped or watch has ended.
func (k *soak) feed(all []drops.Drop) {
	k.begun = time.Now()
	fmt.Fprintln(k.out, heading)
	nextLook := time.Duration(0)
	for at := time.Duration(0); at < k.length && !k.gone; at = time.Since(k.begun) {
		for k.dropped < len(all) && at >= time.Duration(k.dropped)*k.every {
			k.drop(all[k.dropped])
		}
		k.glance()
		if at >= nextLook {
			k.look(at)
			nextLook += k.settings.look
		}
		select {
		case err := <-k.ended:
			k.gone = true
			fmt.Fprintf(k.out, "watch ended by itself: %v\n", err)
		case <-time.After(glance):
		}
	}
}

func (k *soak) drop(d drops.Drop) {
	k.dropped++
	name := filepath.Join(k.ws, "inbox", d.Service, d.Name)
	err := os.MkdirAll(filepath.Dir(name), 0o755)
	if err == nil {
		err = os.WriteFile(name, d.Data, 0o644)
	}
	if err != nil {
		fmt.Fprintf(k.out, "dropping a file: %v\n", err)
	}
	k.waiting[name] = time.Now()
}

// glance notes the files that have left the inbox.
func (k *soak) glance() {
	for name, since := range k.waiting {
		if _, err := os.Lstat(name); os.IsNotExist(err) {
			k.latency = append(k.latency, latency{since.Sub(k.begun), time.Since(since)})
			delete(k.waiting, name)
		}
	}
}

func (k *soak) look(at time.Duration) {
	l, err := lookAt(k.pid, k.ws)
	if err != nil {
		fmt.Fprintf(k.out, "looking at the process: %v\n", err)
		return
	}
	l.at, l.dropped, l.waiting = at, k.dropped, len(k.waiting)
	k.looks = append(k.looks, l)
	fmt.Fprintln(k.out, l)
}

// finish waits for the last files, ends watch as a service manager does, and gives
// the verdict.
func (k *soak) finish(watch *exec.Cmd, all []drops.Drop) (bool, error) {
	for end := time.Now().Add(k.patient); len(k.waiting) > 0 && !k.gone && time.Now().Before(end); time.Sleep(glance) {
		k.glance()
	}
	v := &verdict{out: k.out, ok: true}
	v.say(!k.gone && k.dropped == len(all), "watch ran to the end and %d of %d files were dropped", k.dropped, len(all))
	v.say(len(k.waiting) == 0, "%d files still in the inbox", len(k.waiting))
	if !k.gone {
		v.say(k.stop(watch), "watch ended cleanly when it was asked to")
	}
	kept, err := countFiles(filepath.Join(k.ws, "archive"))
	if err != nil {
		return false, err
	}
	contents := map[string]bool{}
	for _, d := range all[:k.dropped] {
		contents[string(d.Data)] = true
	}
	v.say(kept >= len(contents), "%d contents dropped, %d files in the archive", len(contents), kept)
	v.memory(k.looks)
	v.descriptors(k.looks)
	v.latencies(k.latency, k.length)
	return v.ok, nil
}

// stop asks watch to end and says whether it did so with exit code 0.
func (k *soak) stop(watch *exec.Cmd) bool {
	if err := watch.Process.Signal(syscall.SIGTERM); err != nil {
		return false
	}
	select {
	case err := <-k.ended:
		return err == nil
	case <-time.After(k.patient):
		_ = watch.Process.Kill() // the verdict is that it did not end
		return false
	}
}

func countFiles(dir string) (int, error) {
	n := 0
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && filepath.Base(filepath.Dir(filepath.Dir(p))) == "archive" && filepath.Base(filepath.Dir(p)) != "rules" {
			n++
		}
		return err
	})
	return n, err
}
