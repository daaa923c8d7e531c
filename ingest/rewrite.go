package ingest

import "io"

// rewriter turns delimited text that is written in an unusual dialect into the
// usual one: quotes around every cell that holds anything, doubled within. So one
// reader reads them all, and only what is unusual takes longer. Line ends stay
// where they are, and with them the numbers of lines.
type rewriter struct {
	delim, quote, escape byte // escape is 0 for none
	doubled              bool // a quote within quotes is written twice
	trim                 bool // spaces before a cell are no part of it
	at                   rewriting
	within               rewriting // what goes on behind an escaped character
}

type rewriting uint8

const (
	cellStart   rewriting = iota
	cellPlain             // in a cell, outside quotes
	cellQuoted            // between quotes
	cellClosing           // behind a quote that stood between quotes
	cellEscaped           // behind an escape
)

// rewritten returns the text in the usual dialect.
func (f *File) rewritten(r io.Reader) io.Reader {
	d := &f.declared
	escape := d.Escape
	if escape == f.dialect.quote || escape == f.dialect.delim {
		escape = 0 // a doubled quote, or nothing that could be read
	}
	if escape == 0 && !d.Undoubled && !d.Trim {
		return r
	}
	w := &rewriter{delim: f.dialect.delim, quote: f.dialect.quote, escape: escape, doubled: !d.Undoubled, trim: d.Trim}
	return &transformReader{r: r, chunk: make([]byte, decodeBy), decode: w.rewrite}
}

// rewrite appends text in the usual dialect for all of b.
func (w *rewriter) rewrite(to, b []byte, last bool) ([]byte, int) {
	for _, c := range b {
		to = w.add(to, c)
	}
	if last && (w.at == cellPlain || w.at == cellClosing || w.at == cellEscaped && w.within == cellPlain) {
		to = append(to, w.quote)
	}
	return to, len(b)
}

// add appends what one byte comes to.
func (w *rewriter) add(to []byte, c byte) []byte {
	ends := c == w.delim || c == '\n' || c == '\r'
	switch {
	case w.at == cellEscaped:
		w.at = w.within
		return w.content(to, c)
	case w.at != cellQuoted && ends:
		if w.at != cellStart {
			to = append(to, w.quote)
		}
		w.at = cellStart
		return append(to, c)
	case w.at == cellStart && c == ' ' && w.trim:
		return to
	case w.at == cellStart:
		to = append(to, w.quote)
		if w.at = cellPlain; c == w.quote {
			w.at = cellQuoted
			return to
		}
	case w.at == cellClosing:
		if w.at = cellPlain; c == w.quote && w.doubled {
			w.at = cellQuoted
			return w.content(to, c)
		}
	case w.at == cellQuoted && c == w.quote:
		w.at = cellClosing
		return to
	}
	if c == w.escape && w.escape != 0 {
		w.at, w.within = cellEscaped, w.at
		return to
	}
	return w.content(to, c)
}

// content appends a byte of a cell.
func (w *rewriter) content(to []byte, c byte) []byte {
	if c == w.quote {
		to = append(to, c)
	}
	return append(to, c)
}
