package main

import "bufio"

// compareSchemas runs every list of cases for Table Schemas.
func compareSchemas(out *bufio.Writer, dir string, verbose bool) (int, error) {
	faults := 0
	for _, compare := range []func(*bufio.Writer, string, bool) (int, error){compareFrictionless, compareFrench, compareLint} {
		n, err := compare(out, dir, verbose)
		if err != nil {
			return faults, err
		}
		faults += n
	}
	return faults, nil
}
