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
