package main

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if os.Getenv(asProcess) != "" {
		actAsWinnow()
	}
	testscript.Main(m, map[string]func(){"winnow": func() {
		os.Exit(execute(context.Background(), os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
	}})
}

// TestScripts runs the command as a user would: exact exit codes, whole
// standard error, and after each failure no output left behind.
// Scripts that need LibreOffice are skipped without it, save in CI.
func TestScripts(t *testing.T) {
	if _, err := exec.LookPath("soffice"); err != nil && os.Getenv("CI") == "true" {
		t.Error("LibreOffice is not installed: make setup")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Cmds:                scriptCommands,
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SOURCE_DATE_EPOCH", "1625558400") // 6 July 2021
			env.Defer(func() { lookAtWorkbooks(env.T().(testing.TB), env.WorkDir) })
			return nil
		},
	})
}
