package convert

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// needOffice skips a test where LibreOffice isn't installed, except under CI.
func needOffice(t *testing.T) {
	t.Helper()
	if _, err := Program(); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("LibreOffice is not installed: make setup")
	}
	t.Skip("LibreOffice is not installed: make setup")
}

const webPage = `<html><body><table><tr><td>Client</td><td>Amount</td></tr><tr><td>A &amp; B</td><td>12.5</td></tr></table></body></html>`

func TestToXLSX(t *testing.T) {
	needOffice(t)
	dir := t.TempDir()
	in := filepath.Join(dir, "a return.xls")
	if err := os.WriteFile(in, []byte(webPage), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := ToXLSX(context.Background(), in, dir, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenFile(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetList()[0])
	if err != nil || len(rows) != 2 || rows[1][0] != "A & B" || rows[1][1] != "12.5" {
		t.Errorf("%v, %v", rows, err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 {
		t.Errorf("only the file and what was made of it should be left: %v, %v", left, err)
	}
}

func TestTooSlow(t *testing.T) {
	needOffice(t)
	in := filepath.Join(t.TempDir(), "in.xls")
	if err := os.WriteFile(in, []byte(webPage), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	_, err := ToXLSX(context.Background(), in, dir, 10*time.Millisecond)
	if !errors.Is(err, ErrTooSlow) {
		t.Errorf("got %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}

func TestEnding(t *testing.T) {
	for name, want := range map[string]string{"a.XLS": ".xls", "a.ods": ".ods", "a": ".xls", "a.xlsx": ".xls", "a.b c": ".xls", "a.x;y": ".xls"} {
		if got := ending(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestNotInstalled(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := ToXLSX(context.Background(), "in.xls", "", 0); err != nil && !errors.Is(err, ErrNotInstalled) && !strings.Contains(err.Error(), "in.xls") {
		t.Errorf("got %v", err)
	}
}
