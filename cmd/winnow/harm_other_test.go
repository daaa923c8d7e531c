//go:build !linux

package main

const asLimited = "WINNOW_TEST_FILE_SIZE"

func limitFiles() error { return nil }

// systemHarms are those that the kernel does; none is known here.
func systemHarms() ([]harm, []string) {
	return nil, []string{"limits on files, full and read-only disks: Linux alone"}
}
