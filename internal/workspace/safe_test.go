package workspace

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestSafeName(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Stop smoking Q1", "Stop smoking Q1"},
		{"../../etc/passwd", "_.._etc_passwd"},
		{`a\b:c*d?`, "a_b_c_d_"},
		{"con", "_con"},
		{"NUL.txt", "_NUL.txt"},
		{"com1", "_com1"},
		{"compact", "compact"},
		{"trailing. . ", "trailing"},
		{".hidden", "hidden"},
		{"~$lock", "$lock"},
		{"", "_"},
		{"...", "_"},
		{"a\x00b\nc", "a_b_c"},
		{"évaluation", "évaluation"},
		{strings.Repeat("x", 300), strings.Repeat("x", maxName)},
		{strings.Repeat("x", 250) + ".xlsx", strings.Repeat("x", maxName-5) + ".xlsx"},
		{strings.Repeat("x", 250) + ". and so on for long", strings.Repeat("x", maxName)},
		{strings.Repeat("漢", 83) + ".csv", strings.Repeat("漢", (maxNameBytes-4)/3) + ".csv"},
		{strings.Repeat("🎉", 62), strings.Repeat("🎉", maxNameBytes/4)},
	} {
		got := SafeName(c.name)
		if got != c.want {
			t.Errorf("SafeName(%q) = %q, want %q", c.name, got, c.want)
		}
		if !filepath.IsLocal(got) || strings.ContainsAny(got, `/\`) {
			t.Errorf("SafeName(%q) = %q leaves its folder", c.name, got)
		}
	}
}
