package expr

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/parser"
)

// Limits on the text of an expression. An expression has no loops, so these
// bound the work of compiling and of evaluating it.
const (
	maxLength = 10_000 // characters
	maxDepth  = 100    // brackets, calls and operators inside one another
)

var celParser = sync.OnceValue(func() *parser.Parser {
	p, err := parser.NewParser(
		parser.EnablePrattParser(true),
		parser.MaxRecursionDepth(maxDepth),
		parser.ExpressionSizeCodePointLimit(maxLength),
	)
	if err != nil {
		panic(err) // the options are constants
	}
	return p
})

// parse returns the syntax tree and the text as characters, or the first fault
// of the syntax.
func parse(src string) (*ast.AST, []rune, *Issue) {
	text := []rune(src)
	switch {
	case strings.TrimSpace(src) == "":
		return nil, nil, &Issue{Line: 1, Column: 1, Message: "there is no expression here"}
	case len(text) > maxLength:
		return nil, nil, &Issue{Line: 1, Column: 1, Message: fmt.Sprintf(
			"the expression is longer than %d characters; use a code list or several rules", maxLength)}
	}
	source := common.NewTextSource(string(text))
	tree, errs := celParser().Parse(source)
	if found := errs.GetErrors(); len(found) > 0 {
		i := syntaxIssue(text, source, found[0])
		return nil, nil, &i
	}
	return tree, text, nil
}

// syntaxIssue words a parser's error for someone who doesn't know CEL.
func syntaxIssue(text []rune, source common.Source, err *common.Error) Issue {
	if strings.Contains(err.Message, "recursion limit") {
		return Issue{Line: 1, Column: 1, Message: fmt.Sprintf(
			"the expression has more than %d levels inside one another; split it into several rules", maxDepth)}
	}
	at, ok := source.LocationOffset(err.Location)
	if !ok {
		at = int32(len(text))
	}
	offset := min(int(at), len(text))
	return issueAt(text, offset, syntaxMessage(strings.TrimPrefix(err.Message, "Syntax error: "), text, offset))
}

// habits are ways of writing from spreadsheets and other languages, by the text
// that the parser stumbles over.
var habits = []struct{ text, advice string }{
	{"==", "== needs a value on both sides"},
	{"=", "a comparison is written ==, not ="},
	{"<>", "\"is not equal\" is written !=, not <>"},
	{">", "a comparison is missing a side here, or \"is not equal\" was written <> instead of !="},
	{"&", "\"and\" is written &&"},
	{"|", "\"or\" is written ||"},
	{"“", "use straight quotes \" around a text"},
	{"”", "use straight quotes \" around a text"},
	{"‘", "use straight quotes \" around a text"},
	{"’", "use straight quotes \" around a text"},
	{"£", "write an amount without the £ sign"},
}

var wordHabits = map[string]string{
	"and": "\"and\" is written &&", "or": "\"or\" is written ||", "not": "\"not\" is written !( )",
	"is": "a blank is asked for with == null, and anything else is compared with ==", "between": "a range is written between(x, low, high)",
	"mod": "a remainder is written %", "like": "use contains(), startsWith() or matches()", "then": "a choice is written condition ? value : other value",
}

// syntaxMessage explains what the parser couldn't make sense of at the offset.
func syntaxMessage(message string, text []rune, offset int) string {
	word, before := wordAt(text, offset), wordBefore(text, offset)
	if advice, ok := wordHabits[strings.ToLower(word)]; ok {
		return advice
	}
	has := func(part string) bool { return strings.Contains(message, part) }
	switch {
	case strings.EqualFold(before, "not"):
		return wordHabits["not"]
	case strings.EqualFold(before, "if"):
		return wordHabits["then"]
	case word == "if" && has("reserved identifier"):
		return "there is no if(): say when the rule applies in when:, or write a choice as condition ? value : other value"
	case has("reserved identifier"):
		return fmt.Sprintf("%q is a reserved word and can't be used as a name", word)
	case has("unterminated"):
		return "the text that begins here has no closing quote"
	case has("unescape") || has("code point"):
		return `a \ in a text must be doubled, or the text written r"…"`
	case has("invalid int") || has("invalid double"):
		return "this number is too large"
	case strings.TrimSpace(string(text[offset:])) == "":
		return endMessage(message, text, offset)
	}
	return signMessage(message, text, offset)
}

// endMessage is for an expression that stops before it is complete.
func endMessage(message string, text []rune, offset int) string {
	switch {
	case strings.Contains(message, "')'"):
		return "a closing ) is missing"
	case strings.Contains(message, "']'"):
		return "a closing ] is missing"
	case strings.Contains(message, "':'"):
		return choiceUnfinished
	case strings.HasSuffix(strings.TrimSpace(string(text[:offset])), "%"):
		return "% is the remainder of a division; write a per cent as a plain number"
	}
	return "the expression stops too early: something is missing at its end"
}

// thousands is what follows the first comma of 1,000.
var thousands = regexp.MustCompile(`^,\d{3}\b`)

const choiceUnfinished = "a choice is written condition ? value : other value, and its : is missing"

// signMessage is for a sign that doesn't belong where it stands.
func signMessage(message string, text []rune, offset int) string {
	rest := string(text[offset:])
	for _, h := range habits {
		if strings.HasPrefix(rest, h.text) {
			return h.advice
		}
	}
	switch {
	case thousands.MatchString(rest) && offset > 0 && unicode.IsDigit(text[offset-1]):
		return "write the number without commas"
	case rest[0] == ',' && strings.Contains(message, "')'"):
		return "this comma is out of place; a list is written in square brackets: in [1, 2]"
	case strings.Contains(message, "':'"):
		return choiceUnfinished
	case strings.Contains(message, "')'"):
		return "a closing ) is missing before this"
	case strings.Contains(message, "']'"):
		return "a closing ] is missing before this"
	case rest[0] == ')' || rest[0] == ']' || rest[0] == '}':
		return fmt.Sprintf("this %c closes nothing, or something is missing before it", rest[0])
	}
	return fmt.Sprintf("%s was not expected here: an operator, a comma or a quote may be missing before it", quoteToken(text, offset))
}

// quoteToken returns the word or sign at the offset, in quotes.
func quoteToken(text []rune, offset int) string {
	if w := wordAt(text, offset); w != "" {
		return "'" + w + "'"
	}
	return "'" + string(text[offset]) + "'"
}

func isWord(c rune) bool { return c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) }

func wordAt(text []rune, offset int) string {
	end := offset
	for end < len(text) && isWord(text[end]) {
		end++
	}
	return string(text[offset:end])
}

func wordBefore(text []rune, offset int) string {
	end := offset
	for end > 0 && unicode.IsSpace(text[end-1]) {
		end--
	}
	begin := end
	for begin > 0 && isWord(text[begin-1]) {
		begin--
	}
	return string(text[begin:end])
}
