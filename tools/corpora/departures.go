package main

import "winnow/internal/report"

// The reasons of substance for which winnow's findings differ. Each is worked out
// from the findings of the case, so that none outlives its cause; the document
// that says so is docs/rules.md.
const (
	onceAColumn = "a column that is missing or too many is said once, not again in every row"
	onceACell   = "one cell has one exception, for what is wrong first"
	onceABlank  = "a blank row is said once: it is no record, so it has no key to miss"
	aTotal      = "in winnow's own rule files a last row of figures alone is a total, checked and no record"
	guessed     = "a file that is no UTF-8 is read as Windows-1252, which is noted, and not refused"
	soundUTF8   = "the file is sound UTF-8, and read as such; the other guessed another encoding"
	notAtHand   = "the file that the foreign key refers to is not in this part of the corpus"
	allTwins    = "rows that share a key and differ are all named and held back, as none of them is known to be right"
	ownCheck    = "a statistical check of frictionless's own, no part of the standard, that winnow has no rule for"
	notAnExpr   = "an expression that can't be evaluated is a fault of the rule file, refused before any data are read"
	notFinite   = "NaN and INF are no figures: every number in the clean data is an exact decimal"
)

// ofKinds are the reasons for whole kinds of finding.
var ofKinds = map[string]string{
	"deviated-value": ownCheck, "deviated-cell": ownCheck, "truncated-value": ownCheck, "sequential-value": ownCheck,
}

// whyMissing gives the reason for which winnow does not report what another
// validator does, "" where there is none.
func whyMissing(m mark, v *verdict, _ map[mark]bool) string {
	cell := mark{Row: m.Row, Column: m.Column}
	has := func(row int, kind string) bool { return v.marks[mark{row, m.Column, kind}] }
	ofCell := m.Kind == report.KindConstraint || m.Kind == report.KindUnique
	for _, r := range []struct {
		applies bool
		reason  string
	}{
		{ofKinds[m.Kind] != "", ofKinds[m.Kind]},
		{(m.Kind == report.KindMissingCell || m.Kind == report.KindConstraint) && has(0, report.KindMissingLabel), onceAColumn},
		{m.Kind == report.KindExtraCell && has(0, report.KindExtraLabel), onceAColumn},
		{m.Kind == report.KindPrimaryKey && v.blank[m.Row], onceABlank},
		{m.Kind == report.KindEncoding && v.utf8, soundUTF8},
		{m.Kind == report.KindEncoding && v.guessed, guessed},
		{m.Kind == report.KindForeignKey && v.alone, notAtHand},
		{v.totals[m.Row], aTotal},
		{ofCell && v.notFinite[cell], notFinite},
		{ofCell && (has(m.Row, report.KindMissingCell) || has(m.Row, report.KindType) || has(m.Row, report.KindConstraint)), onceACell},
	} {
		if r.applies {
			return r.reason
		}
	}
	return ""
}

// whyExtra gives the reason for a finding that the other does not report.
func whyExtra(m mark, v *verdict, want map[mark]bool) string {
	if m.Kind == report.KindPrimaryKey || m.Kind == "duplicate-row" {
		for other := range want {
			if other.Kind == m.Kind && other.Row > m.Row {
				return allTwins
			}
		}
	}
	if m.Kind == report.KindTotal {
		return aTotal
	}
	if m.Kind == report.KindType && v.notFinite[mark{Row: m.Row, Column: m.Column}] {
		return notFinite
	}
	return ""
}
