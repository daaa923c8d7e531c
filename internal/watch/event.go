package watch

import "fmt"

// Kind is what an Event tells of.
type Kind string

// The kinds of events. Name is a file's or folder's name within the root where one
// is given; "" is the root itself.
const (
	ModeChosen  Kind = "mode"         // how files are found from now on, and why
	RootGone    Kind = "root-gone"    // the folder can't be read; it is tried again until it can
	RootBack    Kind = "root-back"    // it can be read again and is swept anew
	FolderFault Kind = "folder-fault" // Name can't be looked into or is no plain file; the rest goes on
	FolderBack  Kind = "folder-back"  // that is over
	Waits       Kind = "waits"        // Name is there and not ready, for the reason in Text
	Overdue     Kind = "overdue"      // Name is not whole and is handed over all the same
	Taking      Kind = "taking"       // Count files are handed over
	Done        Kind = "done"         // Take has ended; Count of its files are gone from the folder
	Left        Kind = "left"         // Take left Name, for the reason in Text
	TakeFailed  Kind = "take-failed"  // Take could not do its job (Err); it is tried again
	Stuck       Kind = "stuck"        // the folder has not answered for half a minute
	Unstuck     Kind = "unstuck"      // it answers again
	Stopping    Kind = "stopping"     // the watch ends; Count files are still being taken in
)

// Event is something that whoever looks after the watch may want to know. It holds
// names and reasons, never anything that stands in a file.
type Event struct {
	Kind  Kind
	Name  string // slash-separated, within the root
	Text  string // what is the matter, in words
	Count int    // files
	Mode  Mode   // of ModeChosen: Events or Poll
	Err   error
}

// Warning says whether the event is something that a person may have to see to.
func (e Event) Warning() bool {
	switch e.Kind {
	case RootGone, FolderFault, Overdue, TakeFailed, Stuck:
		return true
	}
	return false
}

// String returns the event as one line.
func (e Event) String() string {
	switch {
	case e.Name != "" && e.Text != "":
		return fmt.Sprintf("%s: %s: %s", e.Kind, e.Name, e.Text)
	case e.Count > 0:
		return fmt.Sprintf("%s: %d files: %s", e.Kind, e.Count, e.Text)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Text)
}

func (w *watcher) tell(e Event) {
	w.telling.Lock()
	defer w.telling.Unlock()
	w.Event(e)
}
