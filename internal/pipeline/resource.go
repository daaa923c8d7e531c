package pipeline

import "winnow/ingest"

// options says how the file at hand is opened: as Config says, and as a data
// package declares it.
func (r *run) options() ingest.Options {
	o := r.Ingest
	ret := r.Rules.Return(r.only)
	if ret == nil || ret.Resource == nil {
		return o
	}
	d := ret.Resource
	o.Declared.Encoding = d.Encoding
	if d.Delimiter != "" {
		o.Declared.Delimiter = d.Delimiter[0]
	}
	if d.Quote != "" {
		o.Declared.Quote = d.Quote[0]
	}
	if d.Escape != "" {
		o.Declared.Escape = d.Escape[0]
	}
	o.Declared.Undoubled, o.Declared.Trim = d.Undoubled, d.Trim
	return o
}
