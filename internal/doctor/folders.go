package doctor

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"winnow/internal/workspace"
)

// outputs are the folders that a run puts files into.
var outputs = []string{workspace.OutboxDir, workspace.PublishedDir, workspace.ReportsDir, workspace.ArchiveDir}

var trays = []string{workspace.AcceptedTray, workspace.ReturnedTray, workspace.RefusedTray, workspace.WaitingTray}

// probe names what is written to try a folder: a watch and a run leave it alone.
const probe = ".winnow-doctor-*.tmp"

// folders tries to write and delete in every folder that a run writes.
func (p *patient) folders() []Check {
	found := p.writables()
	sound := len(found) == 0
	if sound {
		found = append(found, well("folders", "all can be written"))
	}
	found = append(found, p.inboxes()...)
	if !sound {
		return append(found, p.space()) // what else could be tried would say the same
	}
	return append(found, p.space(), p.renames(), p.names(), p.lengths())
}

func (p *patient) writables() []Check {
	dirs := map[string]string{"workspace": p.Root, "ledger": filepath.Dir(workspace.LedgerPath(p.Root, p.config)), "temporary files": os.TempDir()}
	names := append([]string{".winnow", workspace.InboxDir}, outputs...)
	if p.config.HasTrays() {
		names = append(names, trays...)
	}
	for _, d := range names {
		dirs[d] = p.at(d)
	}
	if f := p.config.Log.File; f != "" && f != "-" {
		dirs["log"] = filepath.Dir(p.at(f))
	}
	if p.config.Metrics != "" {
		dirs["metrics"] = filepath.Dir(p.at(p.config.Metrics))
	}
	var found []Check
	if info, err := os.Stat(dirs[workspace.InboxDir]); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		found = append(found, ill("folders", Job, "make it again, with the folders of the services in it, or mount the share", "inbox is not there"))
		delete(dirs, workspace.InboxDir)
	}
	for _, name := range slices.Sorted(maps.Keys(dirs)) {
		if err := writable(dirs[name]); err != nil {
			found = append(found, ill("folders", Job, "give winnow's account the right to change what is in "+dirs[name], "%s can't be written: %v", name, err))
		}
	}
	return found
}

// inboxes tries the services' folders too: each has rights of its own.
func (p *patient) inboxes() []Check {
	entries, err := os.ReadDir(p.at(workspace.InboxDir))
	if err != nil {
		return nil // told by writables
	}
	var found []Check
	for _, e := range entries {
		dir := filepath.Join(p.at(workspace.InboxDir), e.Name())
		if !e.IsDir() {
			continue
		}
		if err := writable(dir); err != nil {
			found = append(found, ill("folders", Job, "give winnow's account the right to change what is in "+dir, "inbox/%s can't be written, so files can't leave it: %v", e.Name(), err))
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
	f, err := os.CreateTemp(dir, probe)
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

// The least free space that goes without a warning: bytes, and times what is in the
// inbox, as a run keeps each file in the archive, in a tray and checked.
const (
	leastFree  = 1_000_000_000
	inboxTimes = 3
)

// space compares what is free with what a run may need.
func (p *patient) space() Check {
	free, err := freeBytes(p.Root)
	if err != nil {
		return warn("free space", "", "can't be told: %v", withoutPath(err))
	}
	return enough(free, p.inboxBytes())
}

// enough judges free space, in bytes, against what is in the inbox.
func enough(free, inbox int64) Check {
	need := max(leastFree, inboxTimes*inbox)
	if free < need {
		return warn("free space", "make room: a run that finds none gives up whole, and takes nothing in", "%s free; with what is in the inbox %s should be", size(free), size(need))
	}
	return well("free space", "%s", size(free))
}

func (p *patient) inboxBytes() (n int64) {
	_ = filepath.WalkDir(p.at(workspace.InboxDir), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() { // what can't be read, writables tells
			if info, err := d.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil
	})
	return n
}
