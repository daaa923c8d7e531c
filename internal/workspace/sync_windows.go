package workspace

// syncDir does nothing: Windows has no way to sync a folder, and NTFS journals
// renames itself.
func syncDir(string) error { return nil }
