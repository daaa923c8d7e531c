// Package rules is the rule language: it loads rule files and the reference
// data beside them, checks them, and compiles them into the model that the other
// packages work from.
//
// Start reading at Load, which gives a Set, and at Return, which is one rule
// file compiled. A rules folder holds returns (files with `return:` at their
// top, or bare Table Schemas), bands (files with `bands:`), and CSV files:
// targets.csv, history.csv, services.csv, returns_due.csv and code lists.
//
// Every fault is reported, all at once, as Errors: each with file, line, column
// and the line itself, in words for the person who writes rules. What the
// language has and this release lacks is refused by name, never ignored. A
// bare Table Schema may carry keys that winnow doesn't know; they become
// Set.Notes.
//
// The model is in model.go, field.go, rule.go, measure.go, bands.go, list.go,
// targets.go, history.go and services.go. load.go is the course of a load;
// layers.go and ruleset.go put a folder over those that it extends, load_extends.go
// and extend*.go a return over an earlier one, on YAML nodes, before it is compiled;
// source.go, value.go and mapping.go read YAML; each load_*.go reads one part of a
// rule file; compile.go turns expressions into programs and puts their faults in
// place; reference_*.go read the CSV files. The package never reads data that a
// service sent, and doesn't judge any.
package rules
