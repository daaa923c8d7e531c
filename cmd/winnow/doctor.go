package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
)

// doctorSchema names the form of doctor's JSON.
const doctorSchema = "winnow/doctor/v1"

// health is what a look at one thing came to.
type health struct {
	Check   string `json:"check"`
	State   string `json:"state"`   // ok, note or fault
	Message string `json:"message"` // what was found
	Fix     string `json:"fix,omitempty"`

	exit int // of a fault: what a run would end with for it
}

const (
	healthOK    = "ok"
	healthNote  = "note" // worth knowing, and nothing is wrong
	healthFault = "fault"
)

func well(check, message string, a ...any) health {
	return health{Check: check, State: healthOK, Message: fmt.Sprintf(message, a...)}
}

func noted(check, fix, message string, a ...any) health {
	return health{Check: check, State: healthNote, Message: fmt.Sprintf(message, a...), Fix: fix}
}

func ill(check string, exit int, fix, message string, a ...any) health {
	return health{Check: check, State: healthFault, Message: fmt.Sprintf(message, a...), Fix: fix, exit: exit}
}

type doctorFlags struct {
	workspace, format string
	timeout           time.Duration
}

func newDoctor(s streams) *cobra.Command {
	var f doctorFlags
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Look over the workspace and the machine, and say what is wrong",
		Long: `Looks at everything that a run needs: settings, folders that can be written,
rules without faults, a ledger that is whole and on a local disk, clock and time
zone, texts of mails, the mail server, LibreOffice. It changes nothing and may be
asked while winnow is at work.

Exit codes: 0 all is well; 1 runs will do their job, but something needs mending,
such as a mail server that can't be reached; 2 a fault of winnow.yaml, a rule file
or the text of a mail; 3 runs can't do their job.`,
		Example: "  winnow doctor -w returns\n  winnow doctor -w returns --format json",
		Args:    exactly(0, "no files: it looks at the workspace"),
		RunE:    func(c *cobra.Command, _ []string) error { return s.doctor(c.Context(), f) },
	}
	workspaceFlag(c, &f.workspace)
	c.Flags().StringVar(&f.format, "format", "text", "text or json")
	c.Flags().DurationVar(&f.timeout, "timeout", 30*time.Second, "how long to wait for the mail server")
	return c
}

func (s streams) doctor(ctx context.Context, f doctorFlags) error {
	if f.format != "text" && f.format != "json" {
		return &usageError{fmt.Sprintf("--format: %q is neither text nor json", f.format), "winnow help doctor"}
	}
	found, err := examine(ctx, f.workspace, f.timeout)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(s.out)
	if f.format == "json" {
		err = doctorJSON(w, found)
	} else {
		doctorText(w, found)
	}
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	code := exitOK
	for _, h := range found {
		code = max(code, h.exit)
	}
	return outcome(code).orNil()
}

func doctorText(w io.Writer, found []health) {
	faults := 0
	for _, h := range found {
		fmt.Fprintf(w, "%-5s  %-12s %s\n", h.State, h.Check, h.Message)
		if h.Fix != "" {
			fmt.Fprintf(w, "%-5s  %-12s %s\n", "", "", h.Fix)
		}
		if h.State == healthFault {
			faults++
		}
	}
	if faults == 0 {
		fmt.Fprintln(w, "all is well")
		return
	}
	fmt.Fprintln(w, counted(faults, "fault", "faults"))
}

func doctorJSON(w io.Writer, found []health) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Schema string   `json:"schema"`
		Checks []health `json:"checks"`
	}{doctorSchema, found})
}
