package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// memoryGoal is the memory that winnow stays under where what it must keep
// allows. The heap is cleaned up when it comes near the goal and not before: most
// commands end sooner.
const memoryGoal = 150 << 20

// holdMemory sets the goal, and raises it as more is in use, so that a large
// workbook is not read at the pace of constant cleaning. Who has set GOMEMLIMIT
// or GOGC knows better.
func holdMemory() {
	if os.Getenv("GOMEMLIMIT") != "" || os.Getenv("GOGC") != "" {
		return
	}
	debug.SetMemoryLimit(memoryGoal)
	debug.SetGCPercent(-1)
	afterCleaning(adjustGoal)
}

// rest gives back the memory that the work before a pause has used: a watch may idle
// for weeks. What libraries keep in pools goes with the second cleaning.
func rest() {
	runtime.GC()
	debug.FreeOSMemory()
}

// afterCleaning calls f after each garbage collection.
func afterCleaning(f func()) {
	type mark struct{ _ *byte }
	runtime.SetFinalizer(&mark{}, func(*mark) {
		f()
		afterCleaning(f)
	})
}

func adjustGoal() {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return
	}
	goal := max(memoryGoal, int64(sample[0].Value.Uint64())*5/4+16<<20)
	if goal != debug.SetMemoryLimit(-1) {
		debug.SetMemoryLimit(goal)
	}
}
