// Package pipeline takes files in from start to finish: load, recognise, cast,
// check, split, reduce to measures, publish. Check and run share it.
//
// Start reading at Run. The package wires the stages together and holds the one
// place with concurrency (batches.go); what a cell means, what a rule says and
// how an output looks are the business of ingest, validate, dataset and workbook.
package pipeline

import (
	"context"
	"errors"
	"time"

	"winnow/ingest"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/workspace"
	"winnow/rules"
)

// Config is one run.
type Config struct {
	Rules     *rules.Set
	Sources   []Source
	Return    string               // take every file for this return; "" for the best match of its headers
	Period    period.Period        // zero: a fact in the file, or none
	AsAt      *period.Date         // nil: a fact in the file, else the period's end
	Ingest    ingest.Options       // limits and password
	Workspace *workspace.Workspace // where to publish; nil to check only and write nothing
	Earlier   *workspace.View      // of a check: whose earlier periods rules may look into; nil for none
	Replace   bool                 // a second file for the same return, service and period replaces the first
	Now       time.Time            // when the files were received, by the clocks of the council
	Final     bool                 // the final run of a year: final severities apply
	Progress  func(name string, share float64)

	Command  string                     // which of the Command constants; "" for a run
	Program  string                     // version of winnow, for the ledger
	Withdraw []int64                    // submissions to take out, whether or not they stand
	Reason   string                     // why, for the ledger
	Close    bool                       // Period is signed off with this run
	Answer   *Answer                    // a reason to record; nil for none
	Purge    *PurgeTerms                // what a purge goes by; nil for any other
	Confirm  func(*report.Report) error // asked before anything is published; an error publishes nothing
	Replay   *Replay                    // this run was made before, and is made again; nil for a new one
}

// Source is one file to take in.
type Source struct {
	Path    string              // on this machine
	Name    string              // as reports print it
	Folder  string              // inbox sub-folder, which names the service; "" for none
	Return  string              // take it for this return; "" for Config's
	Own     bool                // it is the very file that Return's data package names
	Leave   string              // why it is not taken in; "" for an ordinary file
	Dropped *workspace.Dropped  // its place in the inbox; nil outside a workspace
	Again   []ledger.Submission // the tables to judge anew, of an original in the archive; nil for a file that comes
	Was     []Was               // what became of its tables, where the run is made again; nil for a new one
}

// Run takes every source in and returns what was found. With a workspace the
// outputs are committed as one step before it returns. The error joins what
// kept single files from being read (the report then covers the others), files
// accepted earlier that rules had to look into among them, and what kept the run from publishing (nothing is then published).
func Run(ctx context.Context, c Config) (*report.Report, error) {
	r, err := newRun(ctx, c)
	if err != nil {
		return nil, err
	}
	defer r.close()
	r.startRows()
	var unread []error
	for _, source := range c.Sources {
		file, err := r.takeIn(ctx, source)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			unread = append(unread, err)
			continue
		}
		r.files = append(r.files, file)
	}
	if err := r.reduce(); err != nil {
		return nil, err
	}
	rep := r.report()
	if err := r.publish(rep); err != nil {
		return rep, err
	}
	return rep, errors.Join(append(unread, r.rows.unreadable()...)...)
}

// run is the state of one Run.
type run struct {
	Config
	layouts  []*ingest.Layout // one for each of Rules.Returns
	only     string           // the return that the file at hand is taken for; "" for the best match
	files    []*received
	measures []report.Measure
	overall  []periodStatus              // how rules over measures ended
	standing []toldEarlier               // what they found that was told with earlier submissions
	out      *publisher                  // nil when only checking
	rows     *rowStore                   // what lookups find; nil where no rule looks rows up
	touched  map[string]bool             // periods whose figures this run has worked out
	before   map[string][]report.Measure // what was published before, of the periods asked for

	gathering map[string][]int // this run takes only these fields of these returns, for the lookups of another run; nil for any other
	sifting   bool             // this run finds out which records of a file are held back, for the lookups of another run

	source Source    // the file at hand
	known  standings // what stands from earlier runs, in place of the ledger; nil but in tests
	secret []byte    // of a run for the lookups of one that publishes: for sketches of records

	originals *archive // of a run for the lookups of another: where the originals lie
}

// received is one file and what became of it.
type received struct {
	source   Source
	statuses statuses // how the rules on its rows ended
	report   *report.File
	operator bool   // it is refused for what the council has to settle
	away     bool   // it was received before: this copy is taken away
	copy     bool   // another file of this run has the same content: it is told of once that one is recorded
	fix      string // what the sender of a refused file should do
	tables   []*submission
	written  []writing // what was written about it

	converted bool      // what was read is not the file as it came, but made of it
	reply     *returned // what it brought back of the workbook that was sent; nil for a file that is none

	refusedBefore []ledger.Submission // what the same content was refused as in earlier runs
}

// writing is a letter about a file or, with its submission, about one table that waits.
type writing struct {
	at         string // within the workspace
	submission int64
}

// archive is what was accepted earlier: what is known of it, where it lies, and the
// key of its pseudonyms.
type archive struct {
	ledger.Book
	path func(rel string) string
	key  func() ([]byte, error)
}

// archive returns what was accepted earlier; nil for a check without a workspace.
func (r *run) archive() *archive {
	switch {
	case r.out != nil:
		return &archive{r.out.ledger.Book, r.Workspace.Path, r.Workspace.PseudonymKey}
	case r.Earlier != nil:
		return &archive{r.Earlier.Ledger.Book, r.Earlier.Path, r.Earlier.PseudonymKey}
	}
	return nil
}

// shelf is where originals lie that a file which came back is laid over; nil for a
// check without a workspace.
func (r *run) shelf() *archive {
	if r.originals != nil {
		return r.originals
	}
	return r.archive()
}

func newRun(ctx context.Context, c Config) (*run, error) {
	r := &run{Config: c, only: c.Return, before: map[string][]report.Measure{}}
	for _, ret := range c.Rules.Returns {
		r.layouts = append(r.layouts, layoutOf(ret))
	}
	if c.Workspace == nil {
		return r, nil
	}
	var err error
	r.out, err = newPublisher(ctx, c)
	return r, err
}

// close gives up what was staged and not committed. The report's exceptions
// stay readable until the caller closes them.
func (r *run) close() {
	for _, f := range r.files {
		for _, s := range f.tables {
			_ = s.held.Close() // a temporary file that stays is the system's to clear
			if s.reply != nil {
				_ = s.reply.Close() // its counts can still be read
			}
			if s.waits != "" {
				_ = s.report.Exceptions.Close() // no report has it
			}
		}
	}
	if r.out != nil {
		r.out.stage.Drop()
	}
}

// report gathers the files', the period's and the rules' results.
func (r *run) report() *report.Report {
	rep := &report.Report{Schema: report.Schema, Period: report.Ptr(r.Period.String()), Measures: r.measures}
	all := statuses{}
	for _, f := range r.files {
		f.settle()
		rep.Files = append(rep.Files, f.report)
		all.add(f.statuses.list())
	}
	for _, o := range r.overall {
		all.add(o.states)
	}
	rep.Rules = all.list()
	rep.Final, rep.Waivers = r.Final, r.waivers()
	return rep
}

// settle decides the file's status from what was found in it.
func (f *received) settle() {
	if f.report.Status != "" {
		return
	}
	f.report.Status = statusOf(f.report)
}

// statusOf is the status of a file that could be used, by what was found in it.
func statusOf(f *report.File) report.FileStatus {
	errs := f.Exceptions.Count(report.Error)
	for _, t := range f.Tables {
		errs += t.Exceptions.Count(report.Error)
	}
	if errs > 0 {
		return report.FileExceptions
	}
	return report.FileAccepted
}
