package rulediff

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/number"
)

// aspect is one thing that can be said of a field, a rule, a target: under one
// name it is compared with the same of the other version.
type aspect struct {
	name  string // as a sentence has it: "the maximum"
	value string // what it is; "" where there is none
	show  string // how a sentence gives it; "" for the value itself

	// How a change is judged. Without any of these a value that comes is tighter, one
	// that goes is looser, and one that changes may be either.
	harmless bool        // such as a message: it passes and fails as before
	reverse  bool        // a value that comes is looser, one that goes tighter
	open     bool        // may do either, whether it comes, goes or changes
	order    *number.Num // values that have an order
	scale    string      // only values on one scale can be held against each other
	of       string      // the aspect that this one is a part of: without that in both there is nothing to say
	unless   string      // an aspect whose change says this one's too
	sense    int         // 1: a larger one is tighter; -1: looser
	set      []string    // a set: what comes is looser, what goes is tighter
	adds     string      // of a set, in words: "also allows"
	drops    string      // "no longer allows"
	words    func(old, new aspect) string
}

// is says whether there is anything to say under the name.
func (a aspect) is() bool { return a.value != "" || len(a.set) > 0 }

func (a aspect) text() string {
	if a.show != "" {
		return a.show
	}
	return a.value
}

// difference words what is different between two aspects of one name, and judges
// it; "" where nothing is.
func difference(old, new aspect) (words string, effect Effect) {
	switch {
	case old.adds != "" || new.adds != "":
		return setDifference(old, new)
	case old.value == new.value:
		return "", None
	case old.words != nil || new.words != nil:
		w := old.words
		if w == nil {
			w = new.words
		}
		return w(old, new), judged(old, new)
	case old.value == "":
		return fmt.Sprintf("%s is %s, where there was none", new.name, new.text()), judged(old, new)
	case new.value == "":
		return fmt.Sprintf("%s is gone; it was %s", old.name, old.text()), judged(old, new)
	}
	return fmt.Sprintf("%s is %s instead of %s", new.name, new.text(), old.text()), judged(old, new)
}

// judged says what a change of one value does.
func judged(old, new aspect) Effect {
	sense := new.sense
	switch {
	case old.harmless || new.harmless:
		return None
	case old.open || new.open:
		return Either
	case old.value == "":
		return map[bool]Effect{false: Tighter, true: Looser}[new.reverse]
	case new.value == "":
		return map[bool]Effect{false: Looser, true: Tighter}[old.reverse]
	case old.order != nil && new.order != nil && sense != 0 && old.scale == new.scale:
		if new.order.Cmp(*old.order) > 0 == (sense > 0) {
			return Tighter
		}
		return Looser
	}
	return Either
}

// setDifference words what a set gained and lost.
func setDifference(old, new aspect) (string, Effect) {
	var came, went []string
	for _, v := range new.set {
		if !slices.Contains(old.set, v) {
			came = append(came, v)
		}
	}
	for _, v := range old.set {
		if !slices.Contains(new.set, v) {
			went = append(went, v)
		}
	}
	var words []string
	a := new
	if a.adds == "" {
		a = old
	}
	if len(came) > 0 {
		words = append(words, a.adds+" "+quoted(came))
	}
	if len(went) > 0 {
		words = append(words, a.drops+" "+quoted(went))
	}
	effect := None
	switch {
	case a.harmless:
	case len(came) > 0 && len(went) > 0:
		effect = Either
	case len(came) > 0:
		effect = Looser
	case len(went) > 0:
		effect = Tighter
	}
	return strings.Join(words, "; "), effect
}

func quoted(all []string) string {
	q := make([]string, len(all))
	for i, s := range all {
		q[i] = quote(s)
	}
	return listed(q)
}

// quote puts a text between quotation marks.
func quote(s string) string { return "“" + s + "”" }

// listed joins words: a, b and c.
func listed(all []string) string {
	last := len(all) - 1
	if last < 1 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:last], ", ") + " and " + all[last]
}
