package doctor

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"winnow/internal/workspace"
)

// renames moves a file from where a run stages its outputs over another in each
// folder that they go to: only within one disk is that a single step.
func (p *patient) renames() Check {
	const name = "rename"
	for _, dir := range append([]string{workspace.InboxDir}, outputs...) {
		if err := replaces(p.at(".winnow"), p.at(dir)); err != nil {
			return ill(name, Job, "let the workspace lie whole on one disk: no folder in it may be a mount or a link to another", "a file can't be put into %s in one step: %v", dir, err)
		}
	}
	return well(name, "files are put in place in one step")
}

// replaces moves a new file over an old one.
func replaces(from, to string) (err error) {
	var names []string
	defer func() {
		for _, n := range names {
			if rm := os.Remove(n); rm != nil && !os.IsNotExist(rm) {
				err = errors.Join(err, withoutPath(rm))
			}
		}
	}()
	for _, dir := range []string{from, to} {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return nil // the first run makes it, on the same disk
		}
		f, err := os.CreateTemp(dir, probe)
		if err != nil {
			return withoutPath(err)
		}
		names = append(names, f.Name())
		if _, err := f.WriteString(dir); err != nil {
			return errors.Join(err, f.Close())
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	if err := os.Rename(names[0], names[1]); err != nil {
		var link *os.LinkError
		if errors.As(err, &link) {
			return link.Err
		}
		return err
	}
	b, err := os.ReadFile(names[1])
	if err == nil && string(b) != from {
		err = errors.New("the old content is still there")
	}
	return err
}

// names sees whether a name with letters outside English comes back as it was
// given: a share that is mounted with another character set spoils them.
func (p *patient) names() Check {
	const name = "–é£ŵ.tmp"
	dir, err := os.MkdirTemp(p.at(workspace.InboxDir), strings.TrimSuffix(probe, ".tmp"))
	if err != nil {
		return warn("file names", "", "could not be tried in inbox: %v", withoutPath(err))
	}
	defer func() { _ = os.RemoveAll(dir) }() // a run leaves what stays alone
	err = os.WriteFile(filepath.Join(dir, name), nil, 0o600)
	entries, readErr := os.ReadDir(dir)
	if err != nil || readErr != nil || len(entries) != 1 || entries[0].Name() != name {
		return ill("file names", Mending, "mount the share with UTF-8 names (Linux: iocharset=utf8)", "names with letters such as é and £ don't come back from the inbox as they were given")
	}
	case_ := "capitals make a difference"
	if _, err := os.Stat(filepath.Join(dir, strings.ToUpper(name))); err == nil {
		case_ = "capitals make none"
	}
	return well("file names", "keep letters such as é and £; %s", case_)
}

// longName is the longest name that winnow gives a file, in characters: a SafeName
// with an ending and a number.
const longName = 140

// lengths tries a path as long as those in the outbox get.
func (p *patient) lengths() Check {
	dir, err := os.MkdirTemp(p.at(workspace.OutboxDir), strings.TrimSuffix(probe, ".tmp"))
	if err != nil {
		return warn("long names", "", "could not be tried in outbox: %v", withoutPath(err))
	}
	defer func() { _ = os.RemoveAll(dir) }() // a run leaves what stays alone
	deep := filepath.Join(dir, strings.Repeat("s", 60), "2021-22-Q1")
	err = errors.Join(os.MkdirAll(deep, 0o755), os.WriteFile(filepath.Join(deep, strings.Repeat("é", longName/2)+strings.Repeat("n", longName/2)), nil, 0o600))
	if err != nil {
		return warn("long names", "move the workspace nearer to the root of its disk; on Windows, allow long paths", "a name of %d characters in the outbox can't be written", longName)
	}
	return well("long names", "can be written")
}

// size writes bytes as 3.4 GB.
func size(n int64) string {
	for _, u := range []struct {
		bytes float64
		unit  string
	}{{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}} {
		if float64(n) >= u.bytes {
			return fmt.Sprintf("%.1f %s", float64(n)/u.bytes, u.unit)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
