package main

import (
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"winnow/internal/mail"
	"winnow/internal/workspace"
	"winnow/rules"
	"winnow/testdata"
)

func newInit(s streams) *cobra.Command {
	var sample string
	c := &cobra.Command{
		Use:   "init DIR",
		Short: "Make a workspace with the shipped rule files",
		Long: `Makes a workspace: the folder in which a council keeps its rule files, the
inbox in which files are dropped, and what winnow makes of them. DIR must be
missing or empty. With --sample the inbox holds a synthetic sample quarter:
"clean", or "as-received" with the faults that services really send.`,
		Example: "  winnow init returns\n  winnow init demo --sample\n  winnow init demo --sample=as-received",
		Args:    exactly(1, "one folder"),
		RunE: func(c *cobra.Command, args []string) error {
			return initWorkspace(s, args[0], sample)
		},
	}
	c.Flags().StringVar(&sample, "sample", "", "drop the sample quarter in the inbox: clean or as-received")
	c.Flags().Lookup("sample").NoOptDefVal = "clean"
	return c
}

// sampleKey stands where a real workspace has a secret of its own, so that the
// sample's published bytes are the same everywhere. Its rows are synthetic.
var sampleKey = []byte("synthetic sample, nothing secret")

const samplePeriod = "2021-22-Q1"

func initWorkspace(s streams, dir, sample string) error {
	contents := workspace.Contents{Rules: rules.ShippedFS(), Mail: mail.Shipped()}
	if sample != "" {
		inbox, err := testdata.SampleFS(sample)
		if err != nil {
			return &usageError{fmt.Sprintf("there is no sample %q", sample), "winnow init " + dir + " --sample=clean, or --sample=as-received"}
		}
		contents.Inbox, contents.Period, contents.Key = inbox, samplePeriod, sampleKey
	}
	if err := workspace.Create(dir, contents); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "made a workspace in %s\n", dir)
	fmt.Fprintf(s.out, "  rules:  %s\n  inbox:  %s", filepath.Join(dir, workspace.RulesDir), filepath.Join(dir, workspace.InboxDir))
	if sample != "" {
		n := countFiles(contents.Inbox)
		fmt.Fprintf(s.out, " (%s of the %s sample, all rows synthetic)", counted(n, "file", "files"), sample)
	}
	if sample == "" {
		fmt.Fprintf(s.out, "\nnext: set the period in %s, drop files into the inbox, then", filepath.Join(dir, workspace.ConfigFile))
	} else {
		fmt.Fprintf(s.out, "\nnext:")
	}
	fmt.Fprintf(s.out, " winnow run -w %s\n", dir)
	return nil
}

func countFiles(from fs.FS) int {
	n := 0
	_ = fs.WalkDir(from, ".", func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	return n
}
