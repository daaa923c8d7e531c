package watch

// Network names the kind of network file system that a folder lies on; "" for a
// local disk, and where it can't be told.
func Network(dir string) string { return network(dir) }
