package nearest

import "testing"

func TestOf(t *testing.T) {
	names := []string{"required", "Chesterfield", "Seen", "co_ppm", "x", ""}
	for given, want := range map[string]int{
		"requierd": 0, "require": 0, "REQUIRED": 0, "chesterfeild": 1, "Chesterfeeld": 1, "Sean": 2, "seen": 2,
		"co_pm": 3, "cm_opp": -1, "y": -1, "": -1, "unrelated": -1, "réquired": 0,
	} {
		if got := Of(given, names); got != want {
			t.Errorf("Of(%q) = %d, want %d", given, got, want)
		}
	}
	if got := Of("abd", []string{"abc", "abe"}); got != 0 {
		t.Errorf("of equally near names %d was taken", got)
	}
}
