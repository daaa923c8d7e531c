package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winnow/internal/doctor"
	"winnow/internal/workspace"
)

// doctored runs winnow doctor and returns its exit code and, of each check that
// found more than ok, its state and message.
func doctored(t *testing.T, dir string) (int, map[string]string) {
	t.Helper()
	var out, talk bytes.Buffer
	code := execute(context.Background(), []string{"doctor", "-w", dir, "--format", "json"}, streams{strings.NewReader(""), &out, &talk})
	var got struct {
		Schema string
		Checks []doctor.Check
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s%s", err, out.String(), talk.String())
	}
	if got.Schema != doctorSchema || len(got.Checks) < 9 {
		t.Errorf("schema %q, %d checks", got.Schema, len(got.Checks))
	}
	found := map[string]string{}
	for _, c := range got.Checks {
		if c.State != doctor.OK && c.Name != "SOURCE_DATE_EPOCH" {
			found[c.Name] += string(c.State) + ": " + c.Message + "\n"
		}
	}
	return code, found
}

func TestDoctor(t *testing.T) {
	closedPort := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		_, port, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		return port
	}()
	write := func(path, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name  string
		ran   bool   // the workspace has a ledger
		more  string // added to winnow.yaml
		spoil func(dir string)
		exit  int
		check string // "" where all is well
		want  string // part of what is found
	}{
		{name: "new"},
		{name: "ran", ran: true, more: "log: {file: logs/a.log}\nmetrics: metrics/a.prom\n"},
		{name: "rules", exit: exitUsage, check: "rules", want: "fault: 1 fault in the rule files",
			spoil: func(dir string) { write(filepath.Join(dir, "rules", "zz.yaml"), "return: [\n") }},
		{name: "mail text", exit: exitUsage, check: "mail texts", want: "fault: ",
			spoil: func(dir string) { write(filepath.Join(dir, "mail", "receipt.txt"), "Subject: {{.Nothing}}\n\nx\n") }},
		{name: "lost ledger", ran: true, exit: exitFailed, check: "ledger", want: "there is no ledger",
			spoil: func(dir string) { remove(t, dir, "winnow.db") }},
		{name: "damaged ledger", ran: true, exit: exitFailed, check: "ledger", want: "fault: ",
			spoil: func(dir string) {
				remove(t, dir, "winnow.db")
				write(filepath.Join(dir, "winnow.db"), strings.Repeat("not a ledger ", 1000))
			}},
		{name: "no folder", exit: exitFailed, check: "folders", want: "fault: outbox can't be written",
			spoil: func(dir string) { remove(t, dir, "outbox"); write(filepath.Join(dir, "outbox"), "") }},
		{name: "no inbox", exit: exitFailed, check: "folders", want: "fault: inbox is not there",
			spoil: func(dir string) { remove(t, dir, "inbox") }},
		{name: "metrics", exit: exitFailed, check: "folders", want: "fault: metrics can't be written", more: "metrics: blocked/a.prom\n",
			spoil: func(dir string) { write(filepath.Join(dir, "blocked"), "") }},
		{name: "mail server", exit: exitToCorrect, check: "mail server", want: "can't be reached",
			more: "mail: {from: a@council.example, smtp: {host: 127.0.0.1, tls: none, port: " + closedPort + "}}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, winnow := recordedWorkspace(t)
			settings := "winnow: v1\nperiod: 2021-22-Q1\n" + c.more
			write(filepath.Join(dir, workspace.ConfigFile), settings)
			if c.ran && winnow("run", "-w", dir) != 0 {
				t.Fatal("the run failed")
			}
			if c.spoil != nil {
				c.spoil(dir)
			}
			code, found := doctored(t, dir)
			if code != c.exit {
				t.Errorf("exit %d, want %d: %q", code, c.exit, found)
			}
			for check, message := range found {
				if check != c.check && c.spoil != nil && strings.HasPrefix(message, string(doctor.Warning)) {
					continue // what could not be tried for the fault's sake
				}
				if check != c.check || !strings.Contains(message, c.want) {
					t.Errorf("%s: %s", check, message)
				}
			}
			if _, ok := found[c.check]; !ok && c.check != "" {
				t.Errorf("%s is found well", c.check)
			}
			leftBehind(t, dir)
		})
	}
}

// TestDoctorSeesAClockThatWentBack runs a day later than the doctor looks.
func TestDoctorSeesAClockThatWentBack(t *testing.T) {
	dir, winnow := recordedWorkspace(t)
	if winnow("run", "-w", dir) != 0 {
		t.Fatal("the run failed")
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1625472000")
	code, found := doctored(t, dir)
	if want := "the last run was " + (24 * time.Hour).String() + " later"; code != exitToCorrect || !strings.Contains(found["clock"], want) {
		t.Errorf("exit %d, %q", code, found)
	}
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	for _, more := range []string{"", "-wal", "-shm"} {
		if err := os.RemoveAll(filepath.Join(dir, name+more)); err != nil {
			t.Fatal(err)
		}
	}
}

// leftBehind looks for what the doctor tried the folders with.
func leftBehind(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if strings.Contains(path, "winnow-doctor") {
			t.Errorf("left behind: %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
