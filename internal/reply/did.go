package reply

import "strings"

// said is what people type in place of the choices, as sameWords leaves it.
var said = map[string]int{
	"corrected": 0, "correction made": 0, "fixed": 0, "done": 0, "amended": 0, "changed": 0, "updated": 0, "now corrected": 0, "data corrected": 0, "corrected now": 0,
	"right as it is": 1, "right as is": 1, "it is right": 1, "right": 1, "correct": 1, "correct as is": 1, "correct as it is": 1, "it is correct": 1, "this is correct": 1, "is correct": 1,
	"ok as is": 1, "ok as it is": 1, "fine as it is": 1, "confirmed": 1, "confirmed correct": 1, "no change": 1, "no change needed": 1, "data is correct": 1, "genuine": 1,
	"cannot be corrected": 2, "cannot correct": 2, "can not be corrected": 2, "cant be corrected": 2, "cant correct": 2, "not possible": 2, "n/a": 2, "na": 2, "not available": 2,
	"not known": 2, "unknown": 2, "unable to correct": 2, "unable to obtain": 2,
}

// Did returns which of Answers a text means, where that is plain; else the text.
func Did(text string) string {
	text = strings.TrimSpace(text)
	words := sameWords(text)
	for i, answer := range Answers {
		if words == sameWords(answer) {
			return Answers[i]
		}
	}
	if i, ok := said[words]; ok {
		return Answers[i]
	}
	return text
}

// sameWords leaves of a text what tells it from others: no capitals, apostrophes
// or marks, and nothing in brackets.
func sameWords(text string) string {
	text, _, _ = strings.Cut(text, "(")
	text = strings.NewReplacer("'", "", "’", "", ".", "", "!", "", ",", "", "-", " ").Replace(strings.ToLower(text))
	return strings.Join(strings.Fields(text), " ")
}
