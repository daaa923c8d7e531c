package pipeline

import (
	"io"
	"os"
	"path"

	"winnow/internal/ledger"
	"winnow/internal/mail"
	"winnow/internal/report"
	"winnow/internal/workbook"
	"winnow/internal/workspace"
)

// trays stages, beside the inbox, the file itself and what was written about it, so
// that whoever dropped it sees what became of it.
func (p *publisher) trays(f *received, when string) error {
	if !p.ws.Config.HasTrays() {
		return nil
	}
	original := func(w io.Writer) error { return copyOf(w, f.source.Path) }
	if err := p.copyTo(p.trayOf(f, f.tray(), when), workspace.SafeName(path.Base(f.source.Name)), f.report.SHA256, 0, original); err != nil {
		return err
	}
	for _, x := range f.written {
		tray := f.tray()
		if x.submission != 0 {
			tray = workspace.WaitingTray
		}
		if err := p.copyTo(p.trayOf(f, tray, when), path.Base(x.at), f.report.SHA256, x.submission, func(w io.Writer) error { return p.stage.Copy(w, x.at) }); err != nil {
			return err
		}
	}
	return nil
}

// trayOf is the folder of a tray for what came from a service for a period: laid out
// as the outbox is.
func (p *publisher) trayOf(f *received, tray, when string) string {
	out := p.outbox(f.whose(), when)
	return path.Join(tray, path.Base(path.Dir(out)), path.Base(out))
}

// copyTo stages a copy in a tray, under a name that is safe.
func (p *publisher) copyTo(dir, name, sum string, submission int64, write func(io.Writer) error) error {
	to, err := p.free(dir, name, path.Ext(name))
	if err != nil {
		return err
	}
	digest, err := p.stage.Put(to, write)
	if err != nil {
		return err
	}
	return p.wrote(ledger.LetterTray, to, digest, submission, sum)
}

// waiting stages the page for the operator about a table that waits, or with 0 about
// a file that came from another folder before.
func (p *publisher) waiting(f *received, when string, submission int64) error {
	return p.page(f, page{when: when, ending: waitsEnding, write: workbook.WriteWaiting, mail: mail.Waiting, submission: submission})
}

const waitsEnding = " - waits for a decision.txt"

// tray is the folder beside the inbox that shows what became of a file.
func (f *received) tray() string {
	switch {
	case f.report.Status == report.FileRefused:
		return workspace.RefusedTray
	case f.waits():
		return workspace.WaitingTray
	}
	for _, s := range f.tables {
		if s.waits == "" && s.open() > 0 {
			return workspace.ReturnedTray
		}
	}
	if openIn(f.report.Exceptions) > 0 {
		return workspace.ReturnedTray
	}
	return workspace.AcceptedTray
}

// whose is the service or, where that is not certain, the inbox folder that a file
// came from.
func (f *received) whose() string {
	for _, s := range f.tables {
		if s.facts.service != "" {
			return s.facts.service
		}
	}
	return f.source.Folder
}

func copyOf(w io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
