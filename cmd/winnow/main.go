// Command winnow takes in the spreadsheets that services send, checks them
// against rule files, publishes the clean rows and sends back what to correct.
//
// The package turns flags into calls and results into lines for people; it is
// the only one that knows of standard output, exit codes and terminals. Start
// reading at execute, then at the file of the command in question.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // schedules are Europe/London on machines without zone data
)

func main() {
	holdMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := execute(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// streams are the standard streams, so that a test can run a command in process.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// The exit codes. Of several that apply the highest is used.
const (
	exitOK        = 0 // nothing to correct
	exitToCorrect = 1 // exceptions of severity error, or a refused file
	exitUsage     = 2 // a fault of usage or of a rule file, or a rule that failed
	exitFailed    = 3 // the job could not be done
)
