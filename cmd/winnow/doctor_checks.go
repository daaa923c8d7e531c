package main

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"winnow/internal/convert"
	"winnow/internal/ledger"
	"winnow/internal/mail"
	"winnow/internal/nearest"
	"winnow/internal/watch"
	"winnow/internal/workspace"
	"winnow/rules/lint"
)

// patient is a workspace that the doctor looks at.
type patient struct {
	root   string
	config workspace.Config
}

// examine looks at everything. Settings that can't be read end it, as all else
// depends on them: they are the error.
func examine(ctx context.Context, root string, patience time.Duration) ([]health, error) {
	config, err := workspace.ReadConfig(root)
	if err != nil {
		return nil, err
	}
	p := patient{root, config}
	found := []health{well("settings", "%s reads well", workspace.ConfigFile)}
	found = append(found, p.folders()...)
	found = append(found, p.names(), p.rules())
	found = append(found, p.ledger()...)
	found = append(found, p.clock(), p.libreOffice(), p.texts(), p.server(ctx, patience))
	return found, nil
}

// folders tries to write and delete in every folder that a run writes.
func (p patient) folders() []health {
	dirs := map[string]string{"workspace": p.root, ".winnow": filepath.Join(p.root, ".winnow")}
	for _, d := range []string{workspace.InboxDir, workspace.OutboxDir, workspace.PublishedDir, workspace.ReportsDir, workspace.ArchiveDir} {
		dirs[d] = filepath.Join(p.root, d)
	}
	dirs["ledger"] = filepath.Dir(workspace.LedgerPath(p.root, p.config))
	if f := p.config.Log.File; f != "" && f != "-" {
		dirs["log"] = filepath.Dir(below(p.root, f))
	}
	if p.config.Metrics != "" {
		dirs["metrics"] = filepath.Dir(below(p.root, p.config.Metrics))
	}
	var found []health
	for _, name := range slices.Sorted(maps.Keys(dirs)) {
		if err := writable(dirs[name]); err != nil {
			found = append(found, ill("folders", exitFailed, "give winnow's account the right to change what is in "+dirs[name], "%s can't be written: %v", name, err))
		}
	}
	if len(found) == 0 {
		found = append(found, well("folders", "%d folders can be written", len(dirs)))
	}
	return append(found, p.inboxes()...)
}

// inboxes tries the services' folders too: each has rights of its own.
func (p patient) inboxes() []health {
	entries, err := os.ReadDir(filepath.Join(p.root, workspace.InboxDir))
	if err != nil {
		return nil // told by folders
	}
	var found []health
	for _, e := range entries {
		dir := filepath.Join(p.root, workspace.InboxDir, e.Name())
		if !e.IsDir() {
			continue
		}
		if err := writable(dir); err != nil {
			found = append(found, ill("folders", exitFailed, "give winnow's account the right to change what is in "+dir, "inbox/%s can't be written, so files can't leave it: %v", e.Name(), err))
		}
	}
	return found
}

// writable writes and removes a file. A folder that isn't there yet is tried in
// the one above, where it would be made.
func writable(dir string) error {
	for {
		_, err := os.Stat(dir)
		if !errors.Is(err, fs.ErrNotExist) || filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.CreateTemp(dir, ".winnow-doctor-*.tmp")
	if err != nil {
		return withoutPath(err)
	}
	_, err = f.WriteString("winnow doctor\n")
	return withoutPath(errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name())))
}

// withoutPath takes the path out of an error whose reader is told it already.
func withoutPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// names sees whether a name with letters outside English comes back as it was
// given: a share that is mounted with another character set spoils them.
func (p patient) names() health {
	const name = "–é£ŵ.tmp"
	dir, err := os.MkdirTemp(filepath.Join(p.root, workspace.InboxDir), ".winnow-doctor-*")
	if err != nil {
		return noted("file names", "", "could not be tried: the inbox can't be written")
	}
	defer os.RemoveAll(dir)
	err = os.WriteFile(filepath.Join(dir, name), nil, 0o600)
	entries, readErr := os.ReadDir(dir)
	if err != nil || readErr != nil || len(entries) != 1 || entries[0].Name() != name {
		return ill("file names", exitToCorrect, "mount the share with UTF-8 names (Linux: iocharset=utf8)", "names with letters such as é and £ don't come back from the inbox as they were given")
	}
	return well("file names", "keep letters such as é and £")
}

func (p patient) rules() health {
	found, err := lintPath(filepath.Join(p.root, workspace.RulesDir))
	if err != nil {
		return ill("rules", exitUsage, "", "%v", err)
	}
	count := map[lint.Severity]int{}
	for _, x := range found {
		count[x.Severity]++
	}
	look := "winnow rules lint " + filepath.Join(p.root, workspace.RulesDir)
	switch {
	case count[lint.Fault] > 0:
		return ill("rules", exitUsage, look, "%s in the rule files", counted(count[lint.Fault], "fault", "faults"))
	case count[lint.Warning] > 0:
		return noted("rules", look, "no fault, %s", counted(count[lint.Warning], "warning", "warnings"))
	}
	return well("rules", "no fault")
}

func (p patient) ledger() []health {
	path := workspace.LedgerPath(p.root, p.config)
	var found []health
	if kind := watch.Network(filepath.Dir(path)); kind != "" && !p.config.LedgerOnNetwork {
		found = append(found, ill("ledger", exitToCorrect, "say in winnow.yaml where on this machine it may lie: ledger: PATH", "it lies on %s, where its locks can't be relied on", kind))
	}
	r, err := ledger.OpenReader(path)
	if errors.Is(err, ledger.ErrMissing) && workspace.Fresh(p.root) {
		return append(found, well("ledger", "none yet: the first run makes it"))
	}
	if err != nil {
		return append(found, ill("ledger", exitFailed, "put it back from a backup, or say in winnow.yaml where it lies", "%v", err))
	}
	defer r.Close()
	damage, err := r.Damage()
	if err != nil {
		damage = append(damage, err.Error())
	}
	if len(damage) > 0 {
		return append(found, ill("ledger", exitFailed, "stop the schedule, put the ledger back from a backup, then: winnow verify", "it is damaged: %s", strings.Join(damage, "; ")))
	}
	journal, err := r.Journal()
	if err != nil {
		return append(found, ill("ledger", exitFailed, "", "%v", err))
	}
	if len(journal) > 0 {
		found = append(found, noted("ledger", "the next run finishes it, unless one is at work now", "%s of a run are not in place yet", counted(len(journal), "file", "files")))
	}
	return append(found, well("ledger", "whole"))
}

// clock compares the machine's time with the last that the ledger knows: a clock
// that has gone back would put new files before old ones.
func (p patient) clock() health {
	zone, err := p.config.Location()
	if err != nil {
		return ill("clock", exitUsage, "timezone: Europe/London", "timezone: %v", err)
	}
	at := nowIn(zone)
	if view, err := workspace.OpenView(p.root); err == nil {
		last, _, pulseErr := view.Ledger.Pulse(pulseSuccess)
		err = errors.Join(pulseErr, view.Close())
		if ahead := last.Sub(at); err == nil && ahead > time.Minute {
			return ill("clock", exitToCorrect, "set the machine's clock", "it says %s, but the last run was %s later", at.Format("2 January 2006 15:04"), ahead.Round(time.Minute))
		}
	}
	return well("clock", "%s, %s", at.Format("2 January 2006 15:04 -0700"), zone)
}

func (p patient) libreOffice() health {
	path, err := convert.Program()
	switch {
	case err == nil && p.config.Convert == "":
		return well("LibreOffice", "%s; not used, as winnow.yaml has no convert:", path)
	case err == nil:
		return well("LibreOffice", "%s", path)
	case p.config.Convert != "":
		return ill("LibreOffice", exitToCorrect, "install it, or take convert: out of winnow.yaml", "not installed, so .xls, .xlsb and .ods files are refused")
	}
	return well("LibreOffice", "not installed, and not asked for")
}

func (p patient) texts() health {
	if _, err := mail.Load(os.DirFS(filepath.Join(p.root, mail.Dir)), nearest.Of); err != nil {
		return ill("mail texts", exitUsage, "mend the file in "+mail.Dir+"/, or delete it: winnow's own text is used then", "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return well("mail texts", "can be used")
}

func (p patient) server(ctx context.Context, patience time.Duration) health {
	if !p.config.Mail.Sends() {
		return well("mail server", "none: mails are written as files and sent by people")
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	words, err := mail.NewSender(p.config.Mail, p.root).Check(ctx)
	if err != nil {
		return ill("mail server", exitToCorrect, "", "%v", err)
	}
	return well("mail server", "%s", words)
}
