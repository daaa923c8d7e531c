package pipeline

import (
	"winnow/ingest"
	"winnow/internal/template"
)

// besideBlank says which sheets of a file stand beside the one to fill in, in a
// workbook that winnow template made: how to fill it in, a made-up example. They are
// not looked at.
func besideBlank(f *ingest.File) []bool {
	names := make([]string, len(f.Sheets))
	for i, s := range f.Sheets {
		names[i] = s.Name
	}
	return template.Own(names)
}
