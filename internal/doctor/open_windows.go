package doctor

// open would ask for access lists, which are the file server's business on Windows.
func open(string) bool { return false }
