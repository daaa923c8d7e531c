package validate

import (
	"winnow/internal/report"
	"winnow/rules"
)

// requiredFault says that a cell must not be blank.
func (f *field) requiredFault() *fault {
	return f.ownRequired(f.required)
}

func (f *field) ownRequired(k *rules.Constraint) *fault {
	return f.own(k, report.KindConstraint, f.title+" is missing.", f.wantedFilled(), f.fillIn())
}

// wantedFilled says what is to stand in a blank cell.
func (f *field) wantedFilled() string {
	for _, k := range f.Constraints {
		if k.Kind == rules.Enum && !k.Trial {
			if words := allowedWords(f, k); len(words) > 0 && len(words) <= fewCodes {
				return orList(words)
			}
		}
	}
	if w := f.wanted(); w != "text" {
		return w
	}
	return "a value"
}

func (f *field) fillIn() string {
	switch f.Type {
	case rules.TypeDate:
		return "Enter the date, like " + f.sampleDate() + "."
	case rules.TypeString:
		return "Fill in " + f.title + "."
	}
	return "Enter the " + f.noun() + "."
}
