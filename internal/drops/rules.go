package drops

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// visits is the rule file of the return that the files are.
const visits = `winnow: v1
return: visits
title: Visits by day
period: month

find:
  header: {rows: 1, within: 20}
  columns: {missing: refuse}
  min_rows: 1

facts:
  period: {label: Month, type: string}

fields:
  - {name: ref, title: Ref, type: string, key: true, constraints: {required: true, pattern: "V[0-9]{5}-[0-9]{2}"}}
  - {name: day, title: Day, type: date, format: "%Y-%m-%d", constraints: {required: true}, within: period}
  - {name: people, title: People, type: integer, constraints: {required: true, minimum: 0}}

measures:
  - {name: people_seen, sum: {field: people}}
`

// Rules writes the rule files into the folder dir, in place of those there.
func Rules(dir string) error {
	var services strings.Builder
	services.WriteString("service,name,contact,email\n")
	for i := range Services {
		fmt.Fprintf(&services, "%s,Service %02d,Returns desk,%[1]s@council.example\n", Service(i), i)
	}
	return errors.Join(
		os.RemoveAll(dir),
		os.MkdirAll(dir, 0o755),
		os.WriteFile(filepath.Join(dir, "visits.yaml"), []byte(visits), 0o644),
		os.WriteFile(filepath.Join(dir, "services.csv"), []byte(services.String()), 0o644),
	)
}
