package main

import (
	"encoding/xml"
	"fmt"
	"os"
	"strings"
)

// The elements of JUnit XML, as build servers read it.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr"`
		Line    int           `xml:"line,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitFailure `xml:"failure"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

func writeJUnit(file string, suites []*suite) error {
	out := junitSuites{}
	for _, s := range suites {
		one := junitSuite{Name: s.ret.Name, Tests: len(s.results), Failures: s.failed(), Time: strings.TrimSuffix(seconds(s.elapsed), "s")}
		for _, r := range s.results {
			c := junitCase{Name: r.Name, Class: r.Return, File: r.File, Line: r.Line, Time: strings.TrimSuffix(seconds(r.Elapsed), "s")}
			if !r.Passed() {
				first, _, _ := strings.Cut(r.Problems[0], "\n")
				c.Failure = &junitFailure{Message: first, Text: strings.Join(r.Problems, "\n")}
			}
			one.Cases = append(one.Cases, c)
		}
		out.Tests, out.Failures = out.Tests+one.Tests, out.Failures+one.Failures
		out.Suites = append(out.Suites, one)
	}
	text, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	if err := os.WriteFile(file, []byte(xml.Header+string(text)+"\n"), 0o644); err != nil {
		return fmt.Errorf("writing JUnit XML: %w", err)
	}
	return nil
}
