// Package testdata embeds the sample quarter, so that `winnow init --sample`
// needs nothing but the binary. The other files here are for tests only.
package testdata

import (
	"embed"
	"fmt"
	"io/fs"
)

// Sample is both forms of the sample quarter, below sample/. What is expected
// of the form as received stands beside it on disk and isn't embedded.
//
//go:embed all:sample/clean/*/* all:sample/as-received/*/*
var Sample embed.FS

// SampleFS returns the inbox of a form of the sample, clean or as-received: a
// folder for each service.
func SampleFS(form string) (fs.FS, error) {
	if form != "clean" && form != "as-received" {
		return nil, fmt.Errorf("unknown form of the sample %q", form)
	}
	inbox, err := fs.Sub(Sample, "sample/"+form)
	if err != nil {
		return nil, fmt.Errorf("opening the sample: %w", err)
	}
	return inbox, nil
}
