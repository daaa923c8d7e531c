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
	noHash      = "the hash and size that a package states are not compared: a file is taken by what it holds"
	notAnExpr   = "an expression that can't be evaluated is a fault of the rule file, refused before any data are read"
	notFinite   = "NaN and INF are no figures: every number in the clean data is an exact decimal"
)

// whyMissing gives the reason for which winnow does not report what another
// validator does, "" where there is none.
func whyMissing(m mark, v *verdict, want map[mark]bool) string {
	has := func(row int, kind string) bool { return v.marks[mark{row, m.Column, kind}] }
	switch m.Kind {
	case "deviated-value", "deviated-cell", "truncated-value", "sequential-value":
		return ownCheck
	case "hash-count", "byte-count":
		return noHash
	case report.KindMissingCell, report.KindConstraint:
		if has(0, report.KindMissingLabel) {
			return onceAColumn
		}
	case report.KindExtraCell:
		if has(0, report.KindExtraLabel) {
			return onceAColumn
		}
	case report.KindPrimaryKey:
		if v.blank[m.Row] {
			return onceABlank
		}
	case report.KindEncoding:
		if v.utf8 {
			return soundUTF8
		}
		if v.guessed {
			return guessed
		}
	case report.KindForeignKey:
		if v.alone {
			return notAtHand
		}
	}
	if v.totals[m.Row] {
		return aTotal
	}
	if m.Kind == report.KindConstraint && v.notFinite[mark{Row: m.Row, Column: m.Column}] {
		return notFinite
	}
	if (m.Kind == report.KindConstraint || m.Kind == report.KindUnique) && (has(m.Row, report.KindMissingCell) || has(m.Row, report.KindType) || has(m.Row, report.KindConstraint)) {
		return onceACell
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
