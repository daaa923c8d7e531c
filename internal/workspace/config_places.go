package workspace

import (
	"path/filepath"
	"slices"
	"strings"
)

// ownPlaces is what lies in a workspace and is written by winnow's runs or by people:
// a log or metrics there would overwrite settings or ledger, or be taken in as a return.
var ownPlaces = []string{ConfigFile, LedgerFile, RulesDir, InboxDir, OutboxDir, PublishedDir, ReportsDir, ArchiveDir, stateDir,
	AcceptedTray, ReturnedTray, RefusedTray, WaitingTray, "mail"}

// inTheWay says whether a file that the settings name, absolute or below the
// workspace, would lie where something else of the workspace's does.
func (c Config) inTheWay(root, name string) bool {
	if name == "" || name == "-" {
		return false
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(root, filepath.FromSlash(name))
	}
	ledger, name := absolute(LedgerPath(root, c)), absolute(name)
	if strings.HasPrefix(name, ledger) && !strings.ContainsRune(name[len(ledger):], filepath.Separator) {
		return true // or its -wal and -shm
	}
	rel, err := filepath.Rel(absolute(root), name)
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	first, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
	return slices.ContainsFunc(ownPlaces, func(own string) bool { return strings.EqualFold(own, first) })
}

func absolute(name string) string {
	if abs, err := filepath.Abs(name); err == nil {
		return abs
	}
	return filepath.Clean(name)
}
