package main

// whyMissing gives the reason of substance for which winnow does not report what
// another validator does, "" where there is none.
func whyMissing(m mark, v *verdict, want map[mark]bool) string { return "" }

// whyExtra gives the reason for a finding that the other does not report.
func whyExtra(m mark, v *verdict, want map[mark]bool) string { return "" }
