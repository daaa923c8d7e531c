// Command readcsv times winnow's CSV reading with typed casts against DuckDB's
// all_varchar with try_cast, in turns in one run, and prints the ratio:
//
//	go run ./tools/bench/readcsv out/bench/bulk.csv     (tools/bench/gen makes the file)
//
// Both start from the file on disk and end with the same figures, which are
// compared first: rows, dates, sums of the numbers, bytes of the texts. winnow's
// time includes recognising the file; with -hash also its SHA-256, which DuckDB
// does not work out.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime/pprof"
	"slices"
	"syscall"
	"time"
)

// figures is what a reading came to.
type figures struct {
	N     string `json:"n"`
	Dates string `json:"dates"`
	Age   string `json:"age"`
	CO    string `json:"co"`
	Cost  string `json:"cost"`
	Bytes string `json:"bytes"`
}

// timing is figures and what they took, in seconds.
type timing struct {
	figures
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu"`
	Whole   float64 `json:"-"` // of the program, its start included
}

func main() {
	rounds := flag.Int("rounds", 7, "rounds of both programs")
	alone := flag.Bool("alone", false, "time winnow only")
	hash := flag.Bool("hash", false, "have winnow work out the file's hash too, as check and run do")
	profile := flag.String("cpuprofile", "", "file to write winnow's processor profile to")
	flag.Parse()
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			fmt.Fprintln(os.Stderr, "readcsv:", err)
			os.Exit(1)
		}
		_ = pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	if err := run(flag.Arg(0), *rounds, *alone, *hash); err != nil {
		fmt.Fprintln(os.Stderr, "readcsv:", err)
		os.Exit(1)
	}
}

func run(path string, rounds int, alone, hash bool) error {
	var ours, theirs []timing
	for range rounds {
		w, err := winnow(path, hash)
		if err == nil && !alone {
			w.Whole, err = again(path, hash)
		}
		if err != nil {
			return err
		}
		ours = append(ours, w)
		if alone {
			continue
		}
		d, err := duckdb(path)
		if err != nil {
			return err
		}
		theirs = append(theirs, d)
		if w.figures != d.figures {
			return fmt.Errorf("the figures differ: winnow %+v, DuckDB %+v", w.figures, d.figures)
		}
	}
	print("winnow", ours)
	if alone {
		return nil
	}
	print("duckdb", theirs)
	wall, cpu := ratio(ours, theirs, seconds), ratio(ours, theirs, cpuSeconds)
	fmt.Printf("winnow reads %.2f times as fast (medians); %.2f times by processor time; %.2f times as whole programs (%.3f s, %.3f s)\n",
		wall, cpu, ratio(ours, theirs, wholeSeconds), median(ours, wholeSeconds), median(theirs, wholeSeconds))
	return nil
}

func seconds(t timing) float64      { return t.Seconds }
func wholeSeconds(t timing) float64 { return t.Whole }
func cpuSeconds(t timing) float64   { return t.CPU }

// print shows one program's times.
func print(name string, all []timing) {
	fmt.Printf("%s  rows %s  median %.3f s  best %.3f s  worst %.3f s  processor %.2f s\n", name, all[0].N,
		median(all, seconds), sorted(all, seconds)[0], sorted(all, seconds)[len(all)-1], median(all, cpuSeconds))
}

func ratio(ours, theirs []timing, by func(timing) float64) float64 {
	return median(theirs, by) / median(ours, by)
}

func median(all []timing, by func(timing) float64) float64 { return sorted(all, by)[len(all)/2] }

func sorted(all []timing, by func(timing) float64) []float64 {
	var values []float64
	for _, t := range all {
		values = append(values, by(t))
	}
	slices.Sort(values)
	return values
}

// winnow times this process.
func winnow(path string, hash bool) (timing, error) {
	start, used := time.Now(), processorTime()
	f, err := read(path, hash)
	return timing{figures: f, Seconds: time.Since(start).Seconds(), CPU: processorTime() - used}, err
}

func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// again times a program of its own that does the same.
func again(path string, hash bool) (float64, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	start := time.Now()
	err = exec.Command(self, "-alone", "-rounds", "1", fmt.Sprintf("-hash=%v", hash), path).Run()
	return time.Since(start).Seconds(), err
}

// duckdb runs duck_read.mjs, which times itself.
func duckdb(path string) (t timing, err error) {
	start := time.Now()
	out, err := exec.Command("node", "tools/bench/duck_read.mjs", path).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return t, fmt.Errorf("DuckDB: %w\n%s", err, exit.Stderr)
	} else if err != nil {
		return t, err
	}
	t.Whole = time.Since(start).Seconds()
	return t, json.Unmarshal(out, &t)
}
