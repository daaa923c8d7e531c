package watch

import (
	"strings"

	"golang.org/x/sys/windows"
)

// network names the kind of drive that a folder lies on where events can't be
// relied on there, "" elsewhere and where it can't be told.
func network(dir string) string {
	lower := strings.ToLower(dir)
	switch {
	case strings.HasPrefix(lower, `\\?\unc\`):
		return "a network folder"
	case strings.HasPrefix(dir, `\\`) && !strings.HasPrefix(dir, `\\?\`) && !strings.HasPrefix(dir, `\\.\`):
		return "a network folder"
	}
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return ""
	}
	volume := make([]uint16, windows.MAX_LONG_PATH)
	if err := windows.GetVolumePathName(name, &volume[0], uint32(len(volume))); err != nil {
		return "" // a folder that can't be asked is a fault of the sweep
	}
	if windows.GetDriveType(&volume[0]) == windows.DRIVE_REMOTE {
		return "a network drive"
	}
	return ""
}
