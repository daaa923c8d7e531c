package ooxml

import (
	"io"
	"strings"
)

// OfferMark begins the title of every offer's hint, by which Clear knows it again.
const OfferMark = "winnow"

// surveyed is what decides about offers and links, and stands behind the place
// where they are written.
type surveyed struct {
	blocked     []bool // by offer: a validation of the sheet's own covers some of its cells
	validations tally
	links       tally
	newer       tally // validations in the form of Excel 2010, within the sheet's extensions
	extensions  int   // other extensions
}

// tally counts what stays and what goes.
type tally struct{ kept, gone int }

func (t *tally) count(goes bool) {
	if goes {
		t.gone++
	} else {
		t.kept++
	}
}

// newerValidations is the extension that holds validations in the form of Excel
// 2010, to which Excel turns those whose list is on another sheet.
const newerValidations = "{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"

// survey reads the part for what decides, if there is anything to decide.
func survey(open func() (io.ReadCloser, error), c *sheetChange) (*surveyed, error) {
	v := &surveyed{blocked: make([]bool, len(c.marking.Offers))}
	if len(c.marking.Offers) == 0 && !c.marking.Clear {
		return v, nil
	}
	src, err := open()
	if err != nil {
		return nil, err
	}
	defer src.Close()
	s := newScanner(src)
	for {
		k, err := s.next()
		if err == io.EOF {
			return v, nil
		}
		if err != nil {
			return nil, err
		}
		if k != startTag && k != emptyTag {
			continue
		}
		if err := v.look(s, c); err != nil {
			return nil, err
		}
	}
}

// look takes an element's tag.
func (v *surveyed) look(s *scanner, c *sheetChange) error {
	switch {
	case s.depth == 1 && s.is("sheetData"):
		return s.skip()
	case s.depth == 2 && s.is("dataValidation"):
		ours := isOwnOffer(&s.token, c)
		v.validations.count(ours)
		if !ours {
			v.block(s.attrText("sqref"), c)
		}
	case s.depth == 2 && s.is("hyperlink"):
		v.links.count(isOwnLink(&s.token, c))
	case s.depth == 2 && s.is("ext") && !isNewer(&s.token):
		v.extensions++
	case s.depth == 4 && s.is("dataValidation"):
		ours := isOwnOffer(&s.token, c)
		v.newer.count(ours)
		if !ours {
			return v.blockNewer(s, c)
		}
	}
	return nil
}

// blockNewer takes a validation in the newer form, whose cells are an element.
func (v *surveyed) blockNewer(s *scanner, c *sheetChange) error {
	if s.kind == emptyTag {
		return nil
	}
	var sqref strings.Builder
	for within := false; ; {
		k, err := s.next()
		if err != nil {
			return err
		}
		switch {
		case k == endTag && s.depth == 4:
			v.block(sqref.String(), c)
			return nil
		case k == startTag && s.is("sqref"):
			within = true
		case k == endTag:
			within = false
		case k == charData && within:
			sqref.Write(s.raw)
		}
	}
}

// block leaves out the offers for cells that a validation covers.
func (v *surveyed) block(sqref string, c *sheetChange) {
	for _, a := range areas(sqref) {
		for i := range c.marking.Offers {
			v.blocked[i] = v.blocked[i] || a.overlaps(offerArea(&c.marking.Offers[i]))
		}
	}
}

// isOwnOffer says whether a validation is an offer to clear.
func isOwnOffer(t *token, c *sheetChange) bool {
	return c.marking.Clear && strings.HasPrefix(t.attrText("promptTitle"), OfferMark)
}

// isOwnLink says whether a link leads to a sheet that is left out.
func isOwnLink(t *token, c *sheetChange) bool {
	return c.marking.Clear && c.dropped[sheetOf(t.attrText("location"))]
}

func isNewer(t *token) bool { return strings.EqualFold(t.attrText("uri"), newerValidations) }
