package rules

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed all:derbyshire
var shipped embed.FS

// ShippedFS returns the files of the shipped rule set, which `winnow init`
// copies into a workspace.
func ShippedFS() fs.FS {
	sub, err := fs.Sub(shipped, "derbyshire")
	if err != nil {
		panic(fmt.Sprintf("the shipped rules are embedded under another name: %v", err)) // a fault of the build
	}
	return sub
}

// Shipped loads the shipped rule set.
func Shipped() (*Set, error) { return Load(ShippedFS(), ".", "shipped rules") }

// ShippedToCheck loads the shipped rule set without its tests, which take as long to
// load as all the rest.
func ShippedToCheck() (*Set, error) { return load(ShippedFS(), ".", "shipped rules", true) }
