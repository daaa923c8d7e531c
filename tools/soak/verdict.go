//go:build linux

package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"time"
)

// verdict prints what holds and what doesn't.
type verdict struct {
	out io.Writer
	ok  bool
}

func (v *verdict) say(holds bool, format string, a ...any) {
	word := "ok  "
	if !holds {
		word, v.ok = "FAIL", false
	}
	fmt.Fprintf(v.out, "%s  %s\n", word, fmt.Sprintf(format, a...))
}

// memory is flat where the straight line through the second half of the looks does
// not rise: where its rise over that half is less than a fiftieth of the memory, or
// not more than chance makes it (twice the standard error).
func (v *verdict) memory(looks []look) {
	half := looks[len(looks)/2:]
	for _, m := range []struct {
		name string
		of   func(look) float64
	}{{"RSS", func(l look) float64 { return float64(l.resident) / 1e6 }}, {"anonymous memory", func(l look) float64 { return float64(l.anonymous) / 1e6 }}} {
		t := fit(half, m.of)
		minutes := span(half)
		v.say(t.flat(minutes), "%s in the second half: %+.3f MB a minute ± %.3f, %+.2f MB over %.1f minutes at a mean of %.1f MB",
			m.name, t.slope, t.fault, t.slope*minutes, minutes, t.mean)
	}
}

// span is the minutes between the first look and the last.
func span(looks []look) float64 {
	if len(looks) == 0 {
		return 0
	}
	return (looks[len(looks)-1].at - looks[0].at).Minutes()
}

// trend is a straight line through looks by least squares, per minute.
type trend struct{ slope, fault, mean float64 }

func (t trend) flat(minutes float64) bool {
	return t.slope*minutes <= t.mean/50 || t.slope <= 2*t.fault
}

// fit lays the line; with fewer than three looks it has no slope.
func fit(looks []look, of func(look) float64) trend {
	n := float64(len(looks))
	if n < 3 {
		return trend{}
	}
	var sx, sy float64
	for _, l := range looks {
		sx += l.at.Minutes()
		sy += of(l)
	}
	mx, my := sx/n, sy/n
	var xx, xy float64
	for _, l := range looks {
		xx += (l.at.Minutes() - mx) * (l.at.Minutes() - mx)
		xy += (l.at.Minutes() - mx) * (of(l) - my)
	}
	slope := xy / xx
	var rest float64
	for _, l := range looks {
		off := of(l) - my - slope*(l.at.Minutes()-mx)
		rest += off * off
	}
	return trend{slope, math.Sqrt(rest / (n - 2) / xx), my}
}

// descriptors are flat where the fewest and the most that are open in the last
// quarter are no more than in the second one, by more than the two that a file just
// being read takes.
func (v *verdict) descriptors(looks []look) {
	q := len(looks) / 4
	if q == 0 {
		v.say(false, "too few looks to judge descriptors by: %d", len(looks))
		return
	}
	early, late := open(looks[q:2*q]), open(looks[len(looks)-q:])
	v.say(slices.Min(late) <= slices.Min(early)+2 && slices.Max(late) <= slices.Max(early)+2,
		"descriptors: %d to %d in the second quarter, %d to %d in the last", slices.Min(early), slices.Max(early), slices.Min(late), slices.Max(late))
}

func open(looks []look) []int {
	var all []int
	for _, l := range looks {
		all = append(all, l.files)
	}
	return all
}

// latencies must not grow: the median of the second half is at most one and a half
// times that of the first, and a second.
func (v *verdict) latencies(all []latency, length time.Duration) {
	var halves [2][]time.Duration
	for _, l := range all {
		halves[min(1, int(2*l.at/length))] = append(halves[min(1, int(2*l.at/length))], l.took)
	}
	if len(halves[0]) == 0 || len(halves[1]) == 0 {
		v.say(false, "too few files to judge by how long they took: %d", len(all))
		return
	}
	for i := range halves {
		slices.Sort(halves[i])
	}
	v.say(middle(halves[1], 50) <= middle(halves[0], 50)*3/2+time.Second, "from drop to result: first half %s, second half %s", spread(halves[0]), spread(halves[1]))
}

// middle returns a percentile of sorted durations.
func middle(sorted []time.Duration, percent int) time.Duration {
	return sorted[(len(sorted)-1)*percent/100]
}

func spread(sorted []time.Duration) string {
	const to = 10 * time.Millisecond
	return fmt.Sprintf("median %v, 95 %% within %v, longest %v", middle(sorted, 50).Round(to), middle(sorted, 95).Round(to), sorted[len(sorted)-1].Round(to))
}
