//go:build !(linux && amd64)

package main

// Writes are picked out by their number on Linux and amd64 alone; elsewhere the
// harms of TestHarmedRuns are those that need no such thing.
const (
	traceable = false
	asTracer  = "WINNOW_TEST_TRACER"
)

func traceMain(string) { panic("no tracing here") }
