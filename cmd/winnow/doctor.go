package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"winnow/internal/doctor"
	"winnow/internal/workspace"
)

// doctorSchema names the form of doctor's JSON.
const doctorSchema = "winnow/doctor/v1"

type doctorFlags struct {
	workspace, format string
	timeout           time.Duration
}

func newDoctor(s streams) *cobra.Command {
	var f doctorFlags
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Look over the workspace and the machine, and say what is wrong",
		Long: `Looks at everything that a run needs: settings, folders that can be written and
lie on one disk, free space, names, rules without faults, services' addresses, a
ledger that is whole and on a local disk, clock and time zone, passwords, texts of
mails, the mail server, LibreOffice, log and metrics; and at what is left undone:
files in the inbox, decisions, mails. It changes nothing, asks nobody but the mail
server, and may be asked while winnow is at work.

Exit codes: 0 all is well, or there are warnings only; 1 runs will do their job, but
something needs mending, such as a mail server that can't be reached; 2 a fault of
winnow.yaml, a rule file or the text of a mail; 3 runs can't do their job.`,
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
	zone := london()
	if config, err := workspace.ReadConfig(f.workspace); err == nil { // else the doctor says what is wrong
		if zone, err = config.Location(); err != nil {
			return err
		}
	}
	found, err := doctor.Examine(ctx, doctor.Question{
		Root: f.workspace, Now: nowIn(zone), Epoch: os.Getenv("SOURCE_DATE_EPOCH"), Patience: f.timeout, Version: version,
	})
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
	for _, c := range found {
		code = max(code, causeExits[c.Cause])
	}
	return outcome(code).orNil()
}

// causeExits is the exit code of each cause of a fault.
var causeExits = map[doctor.Cause]int{doctor.Mending: exitToCorrect, doctor.Settings: exitUsage, doctor.Job: exitFailed}

func doctorText(w io.Writer, found []doctor.Check) {
	count := map[doctor.State]int{}
	for _, c := range found {
		count[c.State]++
		fmt.Fprintf(w, "%-7s  %-17s  %s\n", c.State, c.Name, c.Message)
		if c.Fix != "" {
			fmt.Fprintf(w, "%-7s  %-17s  %s\n", "", "", c.Fix)
		}
	}
	fmt.Fprintln(w)
	switch {
	case count[doctor.Fault] > 0:
		fmt.Fprintf(w, "%s, %s\n", counted(count[doctor.Fault], "fault", "faults"), counted(count[doctor.Warning], "warning", "warnings"))
	case count[doctor.Warning] > 0:
		fmt.Fprintf(w, "no fault, %s\n", counted(count[doctor.Warning], "warning", "warnings"))
	default:
		fmt.Fprintln(w, "all is well")
	}
}

func doctorJSON(w io.Writer, found []doctor.Check) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Schema string         `json:"schema"`
		Checks []doctor.Check `json:"checks"`
	}{doctorSchema, found})
}
