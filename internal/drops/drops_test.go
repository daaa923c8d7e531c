package drops

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestMake demands the same files from the same seed, a name of its own for each,
// and one return alone for each service and month but for the seconds.
func TestMake(t *testing.T) {
	drops, err := Make(1, 1000)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Make(1, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(drops, again); diff != "" {
		t.Errorf("the same seed makes other files: %s", diff)
	}
	kinds, names, places, contents := map[Kind]int{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, d := range drops {
		kinds[d.Kind]++
		if names[d.Service+"/"+d.Name] {
			t.Errorf("two files are named %q", d.Name)
		}
		names[d.Service+"/"+d.Name] = true
		if contents[string(d.Data)] != (d.Kind == Again) {
			t.Errorf("%s %q: its content came before: %v", d.Kind, d.Name, d.Kind != Again)
		}
		contents[string(d.Data)] = true
		place := d.Service + " " + d.Month
		if d.Kind == Right || d.Kind == Faulty {
			if places[place] {
				t.Errorf("two returns for %s", place)
			}
			places[place] = true
		}
		if len(d.Name) > 255 {
			t.Errorf("%q is too long a name", d.Name)
		}
	}
	want := map[Kind]int{Right: 600, Faulty: 100, Second: 100, Again: 100, Useless: 100}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("kinds, -want +got: %s", diff)
	}
}
