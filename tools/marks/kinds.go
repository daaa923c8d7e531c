package main

import (
	"bytes"
	"encoding/xml"
	"regexp"
	"strings"
)

// partKinds tells the parts of a kind by their names.
var partKinds = map[string]*regexp.Regexp{
	"charts":                 regexp.MustCompile(`/charts/chart(ex)?\d*\.xml$`),
	"chart sheets":           regexp.MustCompile(`/chartsheets/[^/]+\.xml$`),
	"drawings":               regexp.MustCompile(`/drawings/drawing\d*\.xml$`),
	"pictures":               regexp.MustCompile(`/media/`),
	"pivot tables":           regexp.MustCompile(`/pivottables/[^/]+\.xml$`),
	"pivot caches":           regexp.MustCompile(`/pivotcache/[^/]+\.xml$`),
	"slicers":                regexp.MustCompile(`/slicer(s|caches)/[^/]+\.xml$`),
	"timelines":              regexp.MustCompile(`/timeline(s|caches)/[^/]+\.xml$`),
	"tables":                 regexp.MustCompile(`/tables/[^/]+\.xml$`),
	"query tables":           regexp.MustCompile(`/querytables/[^/]+\.xml$`),
	"macros":                 regexp.MustCompile(`vbaproject\.bin$`),
	"embedded files":         regexp.MustCompile(`/embeddings/`),
	"form controls":          regexp.MustCompile(`/ctrlprops/`),
	"ActiveX controls":       regexp.MustCompile(`/activex/`),
	"external links":         regexp.MustCompile(`/externallinks/[^/]+\.xml$`),
	"connections":            regexp.MustCompile(`/connections\.xml$`),
	"custom XML":             regexp.MustCompile(`^customxml/item\d+\.xml$`),
	"rich data and metadata": regexp.MustCompile(`/richdata/|/metadata\.xml$`),
	"threaded comments":      regexp.MustCompile(`/threadedcomments/`),
	"printer settings":       regexp.MustCompile(`/printersettings/`),
	"XML maps":               regexp.MustCompile(`/xmlmaps\.xml$`),
}

// elementKinds are kinds that stand within a worksheet, or in the workbook.
var elementKinds = map[string]string{
	"cfRule": "conditional formats", "dataValidation": "data validations", "hyperlink": "hyperlinks", "mergeCell": "merged cells", "sparkline": "sparklines",
	"definedName": "defined names", "autoFilter": "filters", "protectedRange": "protected ranges", "oleObject": "embedded objects", "sheetProtection": "protected sheets",
}

// kinds counts what a package holds.
func (p *pack) kinds() map[string]int {
	out := map[string]int{}
	for name := range p.parts {
		for kind, pattern := range partKinds {
			if pattern.MatchString(name) {
				out[kind]++
			}
		}
	}
	sources := []string{p.book}
	for _, s := range p.sheets {
		sources = append(sources, s.part)
		for _, words := range p.notes(s) {
			if strings.TrimSpace(words) != "" { // one without words may go with the mark that was put on it
				out["notes"]++
			}
		}
	}
	for _, name := range sources {
		for element, n := range elements(p.text(name)) {
			if kind := elementKinds[element]; kind != "" {
				out[kind] += n
			}
		}
	}
	return out
}

// elements counts the elements of a part by name. Those of extensions stand by the
// names that they have there.
func elements(text []byte) map[string]int {
	out := map[string]int{}
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		t, err := d.RawToken()
		if err != nil {
			return out
		}
		if e, ok := t.(xml.StartElement); ok {
			out[e.Name.Local]++
		}
	}
}

// mayGrow are the kinds of which winnow adds some of its own.
var mayGrow = map[string]bool{"notes": true, "hyperlinks": true, "data validations": true}

// sameThings demands that everything is still there: as many as before, or more of
// what winnow adds.
func sameThings(say func(string, ...any), was, now *pack) {
	before, after := was.kinds(), now.kinds()
	for kind, n := range before {
		if after[kind] < n {
			say("%d %s were there, and %d are", n, kind, after[kind])
		}
	}
	for kind, n := range after {
		if n > before[kind] && !mayGrow[kind] {
			say("%d %s were there, and %d are", before[kind], kind, n)
		}
	}
}

// shapes counts the shapes of the sheets' old drawings that are no notes.
func (p *pack) shapes(s sheet) map[string]int {
	out := map[string]int{}
	for _, m := range objectType.FindAllStringSubmatch(string(p.text(p.leads(s, "vmlDrawing"))), -1) {
		if !strings.EqualFold(m[1], "Note") {
			out[m[1]]++
		}
	}
	return out
}

var objectType = regexp.MustCompile(`ObjectType=["'](\w+)["']`)
