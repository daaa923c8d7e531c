package ingest

import (
	"regexp"
	"slices"
	"strings"

	"winnow/internal/number"
)

// reFigure is a number in a text, with its sign, pounds and per cent.
var reFigure = regexp.MustCompile(`([-\x{2212}(]?)\s?[£$€]?\s?(-?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(\)?)(?:\s?(%|per\s?cent\b))?`)

// reNoFigure is what has digits in it and is no figure: dates, periods, years,
// names such as Q1 or Part 2, ordinals.
var reNoFigure = regexp.MustCompile(`(?i)\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{4}\s?[-/\x{2013}]\s?\d{2,4}\b|` +
	`\b\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?` + months + `(?:\s+\d{4}\b)?|\b` + months + `(?:\s+\d{1,2}(?:st|nd|rd|th)?,)?\s+\d{4}\b|` +
	`\b(?:in|during|since)\s+(?:19|20)\d{2}\b|` +
	`\b(?:q|quarter|month|part|table|section|row|page|note)\s?\d+[a-z]?\b|\b\d+(?:st|nd|rd|th)\b|\b[a-z]+\d[a-z\d]*\b`)

const months = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b`

func readFigure(text string, at []int) (figureAt, bool) {
	part := func(i int) string {
		if at[2*i] < 0 {
			return ""
		}
		return text[at[2*i]:at[2*i+1]]
	}
	n, err := number.Parse(strings.ReplaceAll(part(3), ",", ""))
	if err != nil {
		return figureAt{}, false
	}
	sign := part(1)
	if sign == "-" || sign == "\u2212" || part(2) == "-" || sign == "(" && part(4) == ")" {
		n = n.Neg()
	}
	return figureAt{value: n, percent: part(5) != ""}, true
}

// labelWords folds a label's words.
func labelWords(label string) []string {
	var words []string
	for _, w := range strings.Fields(label) {
		if w = fold(w); w != "" {
			words = append(words, w)
		}
	}
	return words
}

// narrated returns the first number after a label in running text, within its
// sentence: "new baby reviews at 69.9% against the target". The label may stand in
// the text more than once.
func narrated(text string, label []string) (found []figureAt) {
	words, ends := textWords(text)
	for i := 0; i+len(label) <= len(words); i++ {
		if !slices.Equal(words[i:i+len(label)], label) {
			continue
		}
		if f, ok := firstFigure(sentence(text[ends[i+len(label)-1]:])); ok {
			found = append(found, f)
		}
	}
	return found
}

// textWords returns the folded words of a text, and where each ends in it.
func textWords(text string) (words []string, ends []int) {
	start := -1
	for i, r := range text + " " {
		space := r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == ':' || r == '\u00a0'
		switch {
		case !space && start < 0:
			start = i
		case space && start >= 0:
			if w := fold(text[start:i]); w != "" {
				words, ends = append(words, w), append(ends, i)
			}
			start = -1
		}
	}
	return words, ends
}

// reStop ends a sentence, or a clause that another subject may follow.
var reStop = regexp.MustCompile(`[!?;\n]|\.(?:\s|$)`)

func sentence(text string) string {
	if at := reStop.FindStringIndex(text); at != nil {
		return text[:at[0]]
	}
	return text
}

// firstFigure returns the first number of a text, passing by dates and periods.
func firstFigure(text string) (figureAt, bool) {
	text = reNoFigure.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
	at := reFigure.FindStringSubmatchIndex(text)
	if at == nil {
		return figureAt{}, false
	}
	// A dash between words is none of the number's, "reviews - 70%", nor are the
	// brackets around it: "reviews (70)".
	if sign := text[at[2]:at[3]]; sign == "(" || sign == "-" && strings.HasPrefix(text[at[3]:], " ") {
		at[2] = at[3]
	}
	return readFigure(text, at)
}
