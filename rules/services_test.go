package rules

import (
	"strings"
	"testing"
)

func TestMailbox(t *testing.T) {
	long := strings.Repeat("a", 60) + "@" + strings.Repeat(strings.Repeat("b", 48)+".", 4) + "example"
	for address, want := range map[string]bool{
		"returns@council.example":        true,
		"o'hara+tag@council.example":     true,
		"first.last@münchen.example":     false,
		"zoë@council.example":            false,
		`"a b"@council.example`:          false,
		"Desk <returns@council.example>": false,
		"a@b.example, c@d.example":       false,
		"returns@[192.0.2.1]":            false,
		long:                             false,
	} {
		if got := isMailbox(address); got != want {
			t.Errorf("isMailbox(%q) = %v, want %v", address, got, want)
		}
	}
}
