package validate

import (
	"regexp"
	"strings"
)

var (
	reApproximate = regexp.MustCompile(`(?i)^(?:(?:more|less|fewer|greater) than|over|under|up to|at least|at most|around|about|approx(?:imately|\.)?|circa|nearly|almost|c\.?|ca\.?|~|≈|>=?|<=?|≥|≤)\s*£?\d`)
	reRange       = regexp.MustCompile(`^£?\d[\d,.]*\s*(?:-|–|—|to)\s*£?\d[\d,.]*$`)
	reRounded     = regexp.MustCompile(`(?i)^[-+]?£?\d[\d,.]*\s*(?:k|m|bn|million|billion|thousand)$|^\d[\d,.]*\s*\+$`)
	reUnit        = regexp.MustCompile(`(?i)^[-+]?\d[\d,.]*\s*(?:kgs?|g|st|stone|lbs?|oz|m|cm|mm|km|ft|feet|in|inches|miles?|hrs?|hours?|mins?|minutes|days?|weeks?|wks?|months?|years?|yrs?|ppm|tests?|people)\.?(?:\s*\d[\d,.]*\s*(?:lbs?|oz|in|cm|mins?)?)?$`)
)

// whyNoNumber says why a text is no number, and what to do: an approximation, a
// range, a figure in words or one with its unit is as wrong as any other text,
// but told by its own name.
func whyNoNumber(text string) (why, fix string) {
	switch text = strings.TrimSpace(text); {
	case reApproximate.MatchString(text):
		return "is an approximation, where the exact number is needed", "Enter the exact number. If it is not known, leave the cell blank."
	case reRange.MatchString(text):
		return "is a range, where one number is needed", "Enter the exact number. If it is not known, leave the cell blank."
	case reUnit.MatchString(text) && !reRounded.MatchString(text), reUnit.MatchString(text) && strings.HasSuffix(strings.ToLower(text), "m") && !strings.Contains(text, "£"):
		return "has its unit beside it", "Enter the number alone, in the unit that the column's heading names."
	case reRounded.MatchString(text):
		return "is a rounded figure, where the exact number is needed", "Enter the number in full, such as 1700000 for 1.7m."
	}
	return notNumber, typeNumber
}
