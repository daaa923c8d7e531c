package ooxml

import "strconv"

// extensions takes the sheet's extensions, less the offers to clear that a
// program has stored there.
func (p *patcher) extensions() error {
	newer := p.seen.newer
	switch {
	case newer.gone == 0 || p.kind == emptyTag:
		p.copy()
		return nil
	case newer.kept == 0 && p.seen.extensions == 0:
		return p.discard()
	}
	return p.inside(1, func() error {
		switch {
		case !p.is("ext") || !isNewer(&p.token) || p.kind == emptyTag:
			p.copy()
			return nil
		case newer.kept == 0:
			return p.discard()
		}
		return p.inside(2, p.newerValidations)
	})
}

// newerValidations takes the list of validations in the newer form.
func (p *patcher) newerValidations() error {
	if !p.is("dataValidations") || p.kind == emptyTag {
		p.copy()
		return nil
	}
	p.write("count", strconv.Itoa(p.seen.newer.kept))
	if err := p.each(3, p.validation); err != nil {
		return err
	}
	p.copy()
	return nil
}
