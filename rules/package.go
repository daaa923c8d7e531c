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
	NoHeader  bool     // the first row is a record; columns go by their place
	AnyCase   bool     // case doesn't count in titles

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
