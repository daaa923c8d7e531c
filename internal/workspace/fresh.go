package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Fresh says whether the workspace at root never had a ledger: nothing was taken in
// yet. Where it is false and there is no ledger, the ledger has gone astray.
func Fresh(root string) bool {
	_, err := os.Stat(filepath.Join(root, filepath.FromSlash(ledgerID)))
	return errors.Is(err, fs.ErrNotExist)
}
