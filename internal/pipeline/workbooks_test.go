package pipeline

import (
	"strings"
	"testing"

	"winnow/internal/ooxml/ooxmlcheck"
	"winnow/internal/workspace"
)

// checkSent demands that Excel would open each workbook in a workspace's outbox
// without offering to repair it.
func checkSent(t testing.TB, root string) {
	t.Helper()
	sent, err := ooxmlcheck.Workbooks(root, func(name string) bool { return strings.HasPrefix(name, workspace.OutboxDir+"/") })
	if err != nil {
		t.Errorf("looking for workbooks: %v", err)
	}
	for _, name := range sent {
		ooxmlcheck.MustFile(t, name)
	}
}
