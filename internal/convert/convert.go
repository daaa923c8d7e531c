// Package convert makes .xlsx workbooks of spreadsheets in other formats with
// LibreOffice, where that is installed and the council has asked for it.
//
// Start reading at ToXLSX. Each conversion runs in a profile of its own, which
// is thrown away: no macro runs, no setting of the user's bears on it, and two
// conversions don't wait for each other. The package judges nothing: whether
// what came out is a table is for ingest to say. It must not import it.
package convert

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// DefaultLimit is how long a conversion may take.
const DefaultLimit = 2 * time.Minute

// ErrNotInstalled means that there is no LibreOffice on this machine.
var ErrNotInstalled = errors.New("LibreOffice is not installed: there is no program soffice or libreoffice")

// ErrFailed means that LibreOffice ran and made no workbook of the file: it is
// damaged, has a password, or is no spreadsheet.
var ErrFailed = errors.New("LibreOffice could not convert the file")

// ErrTooSlow means that the conversion was stopped at its time limit.
var ErrTooSlow = errors.New("LibreOffice took too long to convert the file")

// Program returns the path of LibreOffice's program, or ErrNotInstalled.
func Program() (string, error) {
	for _, name := range []string{"soffice", "libreoffice"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	for _, path := range []string{`C:\Program Files\LibreOffice\program\soffice.exe`, "/Applications/LibreOffice.app/Contents/MacOS/soffice"} {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path, nil
		}
	}
	return "", ErrNotInstalled
}

// ToXLSX converts the spreadsheet at path and returns the path of a new .xlsx
// in the folder dir, which the caller removes. "" for dir is the system's folder
// for temporary files, limit 0 is DefaultLimit. The error is ErrNotInstalled,
// ErrFailed or ErrTooSlow, wrapped, or says what else went wrong.
func ToXLSX(ctx context.Context, path, dir string, limit time.Duration) (string, error) {
	program, err := Program()
	if err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(dir, "winnow-convert-")
	if err != nil {
		return "", fmt.Errorf("making a folder to convert in: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }() // what stays is the system's to clear
	in := filepath.Join(work, "in"+ending(path))
	if err := copyFile(path, in); err != nil {
		return "", fmt.Errorf("copying %q to convert it: %w", path, err)
	}
	if limit <= 0 {
		limit = DefaultLimit
	}
	if err := office(ctx, program, work, in, limit); err != nil {
		return "", err
	}
	return keep(filepath.Join(work, "out", "in.xlsx"), dir)
}

// ending returns the file's ending, which LibreOffice goes by where the content
// leaves it open, if it is a plain one.
func ending(path string) string {
	ext := strings.ToLower(filepath.Ext(path))
	for _, r := range strings.TrimPrefix(ext, ".") {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return ".xls"
		}
	}
	if ext == "" || ext == ".xlsx" {
		return ".xls" // an .xlsx by name that needs converting is none
	}
	return ext
}

// office runs LibreOffice in a profile inside the folder work.
func office(ctx context.Context, program, work, in string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	profile := "file://" + filepath.ToSlash(filepath.Join(work, "profile"))
	cmd := exec.CommandContext(ctx, program, "-env:UserInstallation="+profile,
		"--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(work, "out"), in)
	cmd.Dir = work
	own(cmd)
	// The program starts another one, which may hold the pipes open.
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("%w: it was stopped after %s", ErrTooSlow, limit)
	case ctx.Err() != nil:
		return ctx.Err()
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return fmt.Errorf("running LibreOffice: %w", err)
	}
	return nil // whether there is a workbook says more than how it ended
}

// keep moves the workbook out of the folder that is thrown away.
func keep(made, dir string) (string, error) {
	if info, err := os.Stat(made); err != nil || info.Size() == 0 {
		return "", ErrFailed
	}
	out, err := os.CreateTemp(dir, "winnow-converted-*.xlsx")
	if err != nil {
		return "", fmt.Errorf("keeping what was converted: %w", err)
	}
	if err := errors.Join(out.Close(), os.Rename(made, out.Name())); err != nil {
		return "", errors.Join(fmt.Errorf("keeping what was converted: %w", err), os.Remove(out.Name()))
	}
	return out.Name(), nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
