package rules

import (
	"regexp"
	"slices"
	"strings"
)

// typeWords are what other languages and programs call the types.
var typeWords = map[string]Type{
	"int": TypeInteger, "bigint": TypeInteger, "smallint": TypeInteger, "long": TypeInteger, "whole": TypeInteger, "count": TypeInteger,
	"float": TypeNumber, "double": TypeNumber, "decimal": TypeNumber, "numeric": TypeNumber, "real": TypeNumber, "num": TypeNumber,
	"money": TypeNumber, "currency": TypeNumber, "percent": TypeNumber, "percentage": TypeNumber,
	"bool": TypeBoolean, "logical": TypeBoolean, "bit": TypeBoolean, "yesno": TypeBoolean,
	"text": TypeString, "str": TypeString, "char": TypeString, "character": TypeString, "varchar": TypeString, "nvarchar": TypeString, "chr": TypeString,
	"enum": TypeString, "category": TypeString, "code": TypeString, "uuid": TypeString, "email": TypeString, "postcode": TypeString,
	"timestamp": TypeDateTime, "dttm": TypeDateTime, "day": TypeDate, "month": TypeYearMonth, "interval": TypeDuration, "timedelta": TypeDuration,
	"json": TypeObject, "dict": TypeObject, "map": TypeObject, "point": TypeGeopoint,
}

var reTypeSize = regexp.MustCompile(`(\(.*\)|\d+)$`)

// meantType is the type that a wrong word for one most likely stands for, of
// those that may stand there; "" where nothing is near.
func meantType(s string, allowed []string) string {
	word := strings.NewReplacer(" ", "", "_", "", "-", "").Replace(strings.ToLower(s))
	for _, w := range []string{word, reTypeSize.ReplaceAllString(word, "")} {
		if t, ok := typeWords[w]; ok && slices.Contains(allowed, string(t)) {
			return string(t)
		}
		if slices.Contains(allowed, w) {
			return w
		}
	}
	return nearest(word, allowed)
}

// typeWord reads a type. What is none is a fault that says what may be meant, and
// that is returned too; "" where nothing is near.
func (v value) typeWord(allowed []string) (t Type, ok bool) {
	s, ok := v.text()
	if !ok || slices.Contains(allowed, s) {
		return Type(s), ok
	}
	meant := meantType(s, allowed)
	did := ""
	if meant != "" && !v.src.faults.plenty(v.src.file) {
		did = ` (did you mean "` + meant + `"?)`
	}
	v.fault("%s is %q; it must be %s%s", v.what, s, oneOf(allowed), did)
	return Type(meant), false
}

// untyped notes a field whose type is at fault: nothing that asks for its type is
// a fault of its own.
func (l *loader) untyped(f *Field) {
	if l.doubtfulTypes == nil {
		l.doubtfulTypes = map[*Field]bool{}
	}
	l.doubtfulTypes[f] = true
}

// spoken is the name by which expressions speak of a field; of one whose type is
// at fault they can't.
func (d *draft) spoken(f *Field, prefix string) string {
	if !d.doubtfulTypes[f] {
		return prefix + f.Name
	}
	d.unsaid(prefix + f.Name)
	return prefix + f.Name + " (whose type is at fault)"
}

// unsaid notes a name that is no variable since what it names is at fault: an
// expression that reads it is not faulted again. A name that ends in a dot stands
// for all that begin so.
func (d *draft) unsaid(name string) {
	if d.doubtfulNames == nil {
		d.doubtfulNames = map[string]bool{}
	}
	d.doubtfulNames[name] = true
}

// doubts says whether a name is none because of another fault.
func (d *draft) doubts(name string) bool {
	first, _, dotted := strings.Cut(name, ".")
	return d.doubtfulNames[name] || dotted && d.doubtfulNames[first+"."]
}

var reNoName = regexp.MustCompile(`^there is no "([^"]+)" here`)

// follows says whether an issue of an expression only follows from another fault.
func (d *draft) follows(message string) bool {
	m := reNoName.FindStringSubmatch(message)
	return m != nil && d.doubts(m[1])
}
