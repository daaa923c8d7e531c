package ingest

import (
	"errors"
	"fmt"
	"os"

	"winnow/internal/report"
)

// convertible says whether a file was refused for its format only.
func convertible(err error) bool {
	var why *Refusal
	return errors.As(err, &why) && why.convert
}

// convert has an .xlsx made of the file and reads that in its place. The file
// keeps its own name, size and hash.
func (f *File) convert(o Options) error {
	made, err := o.Convert(f.Path)
	if err != nil {
		return err
	}
	if err := f.openMade(made); err != nil {
		return errors.Join(err, os.Remove(made))
	}
	f.Notes = append(f.Notes, fileNote(report.KindFormat, "The file was converted to .xlsx by LibreOffice before it was read.",
		"Send an Excel Workbook (*.xlsx): then nothing is lost or changed on the way."))
	return nil
}

// openMade opens what was made of the file.
func (f *File) openMade(path string) error {
	disk, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("opening what was made of %q: %w", f.Path, err)
	}
	info, err := disk.Stat()
	if err == nil {
		err = f.openZip(disk, info.Size())
	}
	if err != nil {
		disk.Close()
		return err
	}
	f.hash.wait() // it reads the file
	f.disk.Close()
	f.disk, f.made = disk, path
	return nil
}

// RefuseConversion is the refusal of a file that could not be converted. why is
// lower case and short.
func RefuseConversion(why string) *Refusal {
	return refuseFormat("not a spreadsheet that can be read here: "+why, "We can read .xlsx and .csv. "+fixSaveAs)
}
