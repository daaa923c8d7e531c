package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// Dropped is a file in the inbox.
type Dropped struct {
	Path   string // on this machine
	Name   string // slash-separated, within the inbox
	Folder string // the inbox sub-folder it stands in, which names the service; "" for none
	Leave  string // why it is left for the next run; "" to take it now
	Size   int64  // bytes
}

// How long a file that was just written is watched for growth.
const (
	freshFor = 5 * time.Second
	watchFor = 400 * time.Millisecond
)

// Files lists what is in the inbox, by name. Lock files and the like are listed
// with the reason to leave them, as are files that are open in Excel or growing.
func (w *Workspace) Files() ([]Dropped, error) {
	var files []Dropped
	names := map[string]bool{}
	root := w.path(InboxDir)
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		names[name] = true
		folder, _, nested := strings.Cut(name, "/")
		if !nested {
			folder = ""
		}
		size := int64(0)
		if info, err := d.Info(); err == nil {
			size = info.Size()
		}
		files = append(files, Dropped{Path: p, Name: name, Folder: folder, Leave: leave(d), Size: size})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("looking into the inbox: %w", err)
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Name < files[j].Name })
	for i := range files {
		if f := &files[i]; f.Leave == "" && openInExcel(f.Name, names) {
			f.Leave = "open in another program: close it there, and the next run takes it in"
		}
	}
	markGrowing(files)
	return files, nil
}

// File returns one file of the inbox by its slash-separated name within it, nil for
// one that is gone. Whoever asks has waited until it was whole.
func (w *Workspace) File(name string) (*Dropped, error) {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return nil, fmt.Errorf("%q is not in the inbox", name)
	}
	path := filepath.Join(w.path(InboxDir), filepath.FromSlash(name))
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("looking into the inbox: %w", err)
	}
	folder, _, nested := strings.Cut(name, "/")
	if !nested {
		folder = ""
	}
	d := &Dropped{Path: path, Name: name, Folder: folder, Leave: leave(fs.FileInfoToDirEntry(info)), Size: info.Size()}
	if g, err := os.Open(path); err != nil {
		d.Leave = lockedReason(err)
	} else {
		g.Close()
	}
	return d, nil
}

// leave says why a name is never taken in; "" for an ordinary file.
func leave(d fs.DirEntry) string {
	if !d.Type().IsRegular() {
		return "not a plain file (a link or device is not followed)"
	}
	return IgnoredName(d.Name())
}

// IgnoredName returns why a file of this name is never a return: lock files,
// partial downloads, folder settings. It returns "" for any other name.
func IgnoredName(name string) string {
	lower := strings.ToLower(name)
	switch {
	case strings.HasPrefix(name, "~$"), strings.HasPrefix(name, ".~lock."):
		return "a lock file that an open spreadsheet program left"
	case lower == "thumbs.db", lower == "desktop.ini", strings.HasPrefix(name, "."):
		return "a file of the computer's own"
	}
	switch filepath.Ext(lower) {
	case ".tmp", ".part", ".partial", ".crdownload", ".filepart", ".download":
		return "an unfinished copy"
	}
	return ""
}

// openInExcel looks for the lock file that Excel or LibreOffice keeps beside an
// open workbook. Excel cuts the first two letters of long names.
func openInExcel(name string, names map[string]bool) bool {
	dir, base := path.Split(name)
	cut := base
	if letters := []rune(base); len(letters) > 2 {
		cut = string(letters[2:])
	}
	return names[dir+"~$"+base] || names[dir+"~$"+cut] || names[dir+".~lock."+base+"#"]
}

// markGrowing looks twice at files written within the last seconds and leaves
// those that changed between the looks or can't be opened.
func markGrowing(files []Dropped) {
	first := map[int]fs.FileInfo{}
	for i, f := range files {
		if f.Leave != "" {
			continue
		}
		info, err := os.Stat(f.Path)
		if err == nil && time.Since(info.ModTime()).Abs() < freshFor {
			first[i] = info
		}
		if g, err := os.Open(f.Path); err != nil {
			files[i].Leave = lockedReason(err)
		} else {
			g.Close()
		}
	}
	if len(first) == 0 {
		return
	}
	time.Sleep(watchFor)
	for i, before := range first {
		after, err := os.Stat(files[i].Path)
		if err != nil || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) {
			files[i].Leave = "still being copied: the next run takes it in"
		}
	}
}

func lockedReason(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "taken away while winnow was looking"
	}
	return "locked by another program: close it there, and the next run takes it in"
}
