package reply

import (
	"strconv"
	"strings"
)

// A line under TitleReference holds an exception's id. Where one fault repeats,
// its lines and the line that stands for all of them name their group besides, so
// that they are known together however the list is sorted.

// LineReference is what stands under TitleReference in an exception's line: its
// id, and the number of its group, from 1; 0 for none.
func LineReference(id string, group int) string {
	if group == 0 {
		return id
	}
	return id + " " + GroupReference(group)
}

// GroupReference is what stands there in the line of a group.
func GroupReference(group int) string { return "group " + strconv.Itoa(group) }

// idDigits is the length of an exception's id.
const idDigits = 16

// readReference reads either of them: id is "" for the line of a group, and group
// 0 for none. ok is false for anything else.
func readReference(text string) (id string, group int, ok bool) {
	words := strings.Fields(strings.ToLower(text))
	if len(words) > 0 && isID(words[0]) {
		id, words = words[0], words[1:]
	}
	if len(words) == 2 && words[0] == "group" {
		n, err := strconv.Atoi(words[1])
		return id, n, err == nil && n > 0
	}
	return id, 0, id != "" && len(words) == 0
}

func isID(word string) bool {
	return len(word) == idDigits && strings.Trim(word, "0123456789abcdef") == ""
}
