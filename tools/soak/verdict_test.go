//go:build linux

package main

import (
	"io"
	"testing"
	"time"
)

// TestVerdict gives looks whose memory and descriptors are known.
func TestVerdict(t *testing.T) {
	jitter := []int64{3, -2, 0, 4, -5, 1, -1, 2}
	for _, c := range []struct {
		name    string
		memory  func(i int) int64 // bytes
		files   func(i int) int
		latency func(i int) time.Duration
		want    bool
	}{
		{"flat", func(int) int64 { return 50e6 }, func(int) int { return 20 }, func(int) time.Duration { return time.Second }, true},
		{"noise", func(i int) int64 { return 50e6 + jitter[i%8]*1e6 }, func(i int) int { return 20 + i%3 }, func(i int) time.Duration { return time.Duration(i%5) * time.Second }, true},
		{"grows at first", func(i int) int64 { return 30e6 + int64(min(i, 80))*1e6 }, func(int) int { return 20 }, func(int) time.Duration { return time.Second }, true},
		{"memory leaks", func(i int) int64 { return 50e6 + int64(i)*1e5 + jitter[i%8]*1e5 }, func(int) int { return 20 }, func(int) time.Duration { return time.Second }, false},
		{"descriptors leak", func(int) int64 { return 50e6 }, func(i int) int { return 20 + i/10 }, func(int) time.Duration { return time.Second }, false},
		{"gets slow", func(int) int64 { return 50e6 }, func(int) int { return 20 }, func(i int) time.Duration { return time.Duration(i) * 100 * time.Millisecond }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var looks []look
			var took []latency
			for i := range 180 {
				at := time.Duration(i) * 10 * time.Second
				looks = append(looks, look{at: at, resident: c.memory(i), anonymous: c.memory(i), files: c.files(i)})
				took = append(took, latency{at, c.latency(i)})
			}
			v := &verdict{out: io.Discard, ok: true}
			v.memory(looks)
			v.descriptors(looks)
			v.latencies(took, 30*time.Minute)
			if v.ok != c.want {
				t.Errorf("the verdict is %v, want %v", v.ok, c.want)
			}
		})
	}
}
