package main

import (
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
)

// progress is a bar on a terminal for work that takes longer than a second; it
// shows nothing when standard error is a pipe or a file.
type progress struct {
	w     io.Writer
	start time.Time
	bar   *progressbar.ProgressBar
	name  string
}

func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	if !ok || !isatty.IsTerminal(f.Fd()) {
		return &progress{}
	}
	return &progress{w: w, start: time.Now()}
}

// show draws how much of a file has been read, 0 to 1.
func (p *progress) show(name string, share float64) {
	if p.w == nil || time.Since(p.start) < time.Second {
		return
	}
	if p.bar == nil || p.name != name {
		p.done()
		p.name = name
		p.bar = progressbar.NewOptions(1000, progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(filepath.Base(name)),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond))
	}
	_ = p.bar.Set(int(share * 1000)) // a bar that can't be drawn is no reason to stop
}

// done takes the bar away.
func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish()
		p.bar = nil
	}
}
