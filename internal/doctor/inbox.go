package doctor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"winnow/internal/watch"
	"winnow/internal/workspace"
	"winnow/rules"
)

// recording tries the log and the metrics as a run writes them.
func (p *patient) recording() []Check {
	var found []Check
	for name, path := range map[string]string{"log": p.config.Log.File, "metrics": p.config.Metrics} {
		if path == "" || path == "-" {
			found = append(found, well(name, "none is kept"))
			continue
		}
		found = append(found, appendable(name, p.at(path)))
	}
	slices.SortFunc(found, func(a, b Check) int { return strings.Compare(a.Name, b.Name) })
	return found
}

// appendable says whether a file, where there is one, can be written; whether one can be
// made the check of folders says.
func appendable(name, path string) Check {
	if _, err := os.Stat(path); err != nil {
		return well(name, "%s", path)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err == nil {
		err = f.Close()
	}
	if err == nil {
		return well(name, "%s", path)
	}
	return ill(name, Mending, "give winnow's account the right to write it", "%s can't be written: %v", path, withoutPath(err))
}

// leftAfter is how long a file may stay in the inbox before that is told.
const leftAfter = 24 * time.Hour

// inbox looks at what nobody takes in, and how the inbox would be watched.
func (p *patient) inbox() []Check {
	dir := p.at(workspace.InboxDir)
	found := []Check{left(dir, time.Now())} // files are dated by the machine's clock
	if p.set != nil {
		found = append(found, folders(dir, p.set))
	}
	return append(found, watching(p.config.Watch.Mode, dir))
}

// left names the files that have been in the inbox for more than a day.
func left(dir string, now time.Time) Check {
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || workspace.IgnoredName(d.Name()) != "" {
			return err
		}
		if info, err := d.Info(); err == nil && min(now.Sub(info.ModTime()), since(info, now)) >= leftAfter { // else taken away meanwhile, or new
			names = append(names, filepath.ToSlash(strings.TrimPrefix(path, dir+string(filepath.Separator))))
		}
		return nil
	})
	switch {
	case err != nil:
		return warn("inbox", "", "could not be looked through: %v", withoutPath(err))
	case len(names) > 0:
		return warn("inbox", "winnow run says why: open in another program, still being copied, or no run has been", "%s for more than a day: %s", counted(len(names), "file has been here", "files have been here"), some(names))
	}
	return well("inbox", "nothing has been left in it")
}

// folders names the folders of the inbox that no service is known by.
func folders(dir string, set *rules.Set) Check {
	strange := strangers(dir, set)
	if len(strange) > 0 {
		return warn("services' folders", "name each as in rules/services.csv; what is dropped there goes to the operator", "%s no service: %s", counted(len(strange), "folder of the inbox names", "folders of the inbox name"), some(strange))
	}
	return well("services' folders", "each names a service")
}

// watching says how winnow watch would look at the inbox, and why.
func watching(mode, dir string) Check {
	kind := watch.Network(dir)
	switch {
	case mode == "poll":
		return well("watch", "would look every few seconds, as winnow.yaml says")
	case mode == "events" && kind != "":
		return warn("watch", "watch: {mode: poll}, or leave mode out", "goes by events, as winnow.yaml says; but the inbox lies on %s, where changes by other machines aren't told of", kind)
	case kind != "":
		return well("watch", "would look every few seconds: the inbox lies on %s, where changes by other machines aren't told of", kind)
	}
	if err := eventful(dir); err != nil {
		return warn("watch", "raise the system's limit of watched folders (Linux: fs.inotify.max_user_watches, max_user_instances)", "would look every few seconds: the system can't tell of changes (%v)", err)
	}
	return well("watch", "would wait for the system to tell of changes")
}

// eventful has the system tell of changes in a folder for a moment.
func eventful(dir string) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	return errors.Join(w.Add(dir), w.Close())
}
