package workspace

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"winnow/internal/mail"
)

// ErrExists says that a folder already holds something.
var ErrExists = errors.New("the folder is not empty")

// Contents is what Create puts into a new workspace.
type Contents struct {
	Rules  fs.FS  // the rule files
	Inbox  fs.FS  // files to drop in; nil for an empty inbox
	Mail   fs.FS  // the words of the mails; nil for none to edit
	Period string // for winnow.yaml; "" leaves it to be filled in
	Key    []byte // pseudonym key; nil draws one at random
}

const configText = `# winnow's settings for this workspace.
winnow: v1

# The period now being collected: 2021-22-Q1, 2021-M06 or 2021-22.
%s
# Printed on what goes back to the services.
council: %s
contact: %s

# Old formats (.xls, .xlsb, .ods) are refused with the steps to save them anew,
# unless LibreOffice is on this machine and may convert them:
# convert: libreoffice

# Workbooks that need a password are tried with each line of this file:
# password_file: passwords.txt

# What came of each file is also put beside the inbox: accepted/, returned/,
# refused/, waiting/. To have it in the outbox alone:
# trays: false

# Mails lie as .eml files in the outbox, to be opened and sent by hand. To send them:
# mail:
#   from: Returns team <returns@council.example>
#   smtp: {host: smtp.council.example, user: returns, password_file: smtp-password.txt}

# How long things are kept after the end of their period (winnow purge):
# retention: {originals: 7 years, letters: 2 years}

# A log, and figures for a Prometheus textfile collector:
# log: {file: winnow.log, format: json}
# metrics: winnow.prom
`

// Create makes a workspace at root, which must be missing or empty.
func Create(root string, c Contents) error {
	root = filepath.Clean(root)
	if entries, err := os.ReadDir(root); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s: %w", root, ErrExists)
	}
	for _, dir := range []string{InboxDir, OutboxDir, PublishedDir, ReportsDir, ArchiveDir, stateDir} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			return fmt.Errorf("making the workspace: %w", err)
		}
	}
	if err := CopyFS(filepath.Join(root, RulesDir), c.Rules); err != nil {
		return err
	}
	if c.Inbox != nil {
		if err := CopyFS(filepath.Join(root, InboxDir), c.Inbox); err != nil {
			return err
		}
	}
	if c.Mail != nil {
		if err := CopyFS(filepath.Join(root, mail.Dir), c.Mail); err != nil {
			return err
		}
	}
	key := c.Key
	if key == nil {
		key = make([]byte, 32)
		rand.Read(key)
	}
	if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(keyFile)), key, 0o600); err != nil {
		return fmt.Errorf("making the workspace: %w", err)
	}
	line := "# period: 2021-22-Q1\n"
	if c.Period != "" {
		line = "period: " + c.Period + "\n"
	}
	text := fmt.Sprintf(configText, line, `""`, `""`)
	if err := os.WriteFile(filepath.Join(root, ConfigFile), []byte(text), 0o644); err != nil {
		return fmt.Errorf("making the workspace: %w", err)
	}
	return nil
}

// CopyFS writes every file of from under dir, making folders as needed. It
// overwrites nothing: a file that is there already is an error.
func CopyFS(dir string, from fs.FS) error {
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(dir, filepath.FromSlash(name))
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if strings.HasSuffix(name, ".go") {
			return nil
		}
		b, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		f, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		_, err = f.Write(b)
		return errors.Join(err, f.Close())
	})
	if err != nil {
		return fmt.Errorf("filling the workspace: %w", err)
	}
	return nil
}
