package rules

// Resource is what a data package says of the files of one of its schemas. What
// it leaves out, and what winnow finds out by itself, is "".
type Resource struct {
	Paths     []string // within the package's folder, with forward slashes
	Format    string   // as declared: csv, tsv, xlsx, …
	Encoding  string   // by its name on the web, such as windows-1252
	Delimiter string   // one character
	Quote     string   // one character
	Comment   string   // what a row that is none begins with
	Escape    string   // one character, which takes the meaning off the next
	Undoubled bool     // a quote within quotes is not written twice
	Trim      bool     // spaces before a cell are no part of it
	NoHeader  bool     // the first row is a record; columns go by their place
	AnyCase   bool     // case doesn't count in titles

	Bytes int64 // the size that the file should have, where Sized
	Sized bool
	Hash  string // that the file should have, such as sha256:0a1b…; "" for any

	CommentRows []int // the rows that are none

	HeaderRows []int  // the rows that the titles stand in; nil for the first
	HeaderJoin string // what stands between the parts of a title of several rows
}

// Tabular says whether the resource's files are of a kind that winnow reads.
func (r *Resource) Tabular() bool {
	switch r.Format {
	case "", "csv", "tsv", "txt", "xlsx", "xlsm":
		return true
	}
	return false
}

// Packaged says whether the rules are the schemas of a data package.
func (s *Set) Packaged() bool {
	for _, r := range s.Returns {
		if r.Resource != nil {
			return true
		}
	}
	return false
}
