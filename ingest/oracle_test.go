package ingest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"winnow/internal/table"
)

// element is XML read whole by encoding/xml, for the oracle.
type element struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Nodes   []element  `xml:",any"`
	Text    string     `xml:",chardata"`
}

func (e *element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (e *element) all(path ...string) []element {
	if len(path) == 0 {
		return []element{*e}
	}
	var found []element
	for i := range e.Nodes {
		if e.Nodes[i].XMLName.Local == path[0] {
			found = append(found, e.Nodes[i].all(path[1:]...)...)
		}
	}
	return found
}

// document reads a part, which must be one well-formed element.
func document(text string) (*element, error) {
	var e element
	d := xml.NewDecoder(strings.NewReader(text))
	if err := d.Decode(&e); err != nil {
		return nil, err
	}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return &e, nil
		} else if err != nil {
			return nil, err
		}
		if _, ok := tok.(xml.StartElement); ok {
			return nil, errors.New("two roots")
		}
	}
}

// oracle reads the parts of a workbook in the plainest way there is.
func oracle(parts map[string]string) (map[string]string, error) {
	trees := map[string]*element{}
	for _, name := range mutatedParts {
		tree, err := document(parts[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		trees[name] = tree
	}
	var shared []string
	for _, si := range trees["xl/sharedStrings.xml"].all("si") {
		shared = append(shared, si.words())
	}
	targets := map[string]string{}
	for _, rel := range trees["xl/_rels/workbook.xml.rels"].all("Relationship") {
		targets[rel.attr("Id")] = "xl/" + rel.attr("Target")
	}
	formats := trees["xl/styles.xml"].formats()
	cells := map[string]string{}
	for _, s := range trees["xl/workbook.xml"].all("sheets", "sheet") {
		sheet := trees[targets[s.attr("id")]]
		if sheet == nil {
			return nil, errors.New("no sheet")
		}
		if err := sheet.sheetCells(s.attr("name"), shared, formats, cells); err != nil {
			return nil, err
		}
	}
	return cells, nil
}

// words joins the texts of a string with its runs, phonetic ones left out.
func (e *element) words() string {
	var b strings.Builder
	for _, n := range e.Nodes {
		switch n.XMLName.Local {
		case "t":
			if n.attr("space") != "preserve" {
				n.Text = strings.Trim(n.Text, xmlSpace)
			}
			b.WriteString(n.Text)
		case "r":
			b.WriteString(n.words())
		}
	}
	return b.String()
}

// formats returns what each cell style makes of a number.
func (e *element) formats() []string {
	codes := map[string]string{}
	for id := range 82 { // what Excel has without its being described
		codes[strconv.Itoa(id)] = ""
		if id >= 14 && id <= 22 || id >= 27 && id <= 36 || id == 45 || id == 47 || id >= 50 && id <= 58 {
			codes[strconv.Itoa(id)] = "date "
		}
	}
	codes["9"], codes["10"] = "percent ", "percent "
	for _, f := range e.all("numFmts", "numFmt") {
		if f.attr("formatCode") == "" {
			continue
		}
		codes[f.attr("numFmtId")] = map[look]string{lookPercent: "percent ", lookDate: "date ", lookClock: "date "}[lookOf(f.attr("formatCode"))]
	}
	var formats []string
	for _, xf := range e.all("cellXfs", "xf") {
		id := xf.attr("numFmtId")
		if len(xf.Attrs) == 0 {
			id = "0"
		}
		format, ok := codes[id]
		if !ok {
			format = "missing"
		}
		formats = append(formats, format)
	}
	return formats
}

func (e *element) sheetCells(sheet string, shared, formats []string, cells map[string]string) error {
	last := 0
	for _, row := range e.all("sheetData", "row") {
		last++
		if r := row.attr("r"); r != "" {
			last, _ = strconv.Atoi(r)
		}
		col := 0
		for _, c := range row.all("c") {
			if ref := c.attr("r"); ref != "" {
				col, _ = parseRef([]byte(ref))
			}
			at := sheet + "!" + table.Address(col, last)
			value := ""
			for _, n := range c.Nodes {
				switch n.XMLName.Local {
				case "v":
					value = n.Text
				case "is":
					value = n.words()
				}
			}
			switch c.attr("t") {
			case "s":
				i, err := strconv.Atoi(value)
				if err != nil || i < 0 || i >= len(shared) {
					return errors.New("no such text")
				}
				value = shared[i]
			case "", "n":
				style, err := strconv.Atoi("0" + c.attr("s"))
				if value != "" && (err != nil || style >= len(formats) || formats[style] == "missing") {
					return errors.New("no such format")
				}
				if value != "" {
					value = formats[style] + value
				}
			case "str", "inlineStr", "e", "d":
			case "b":
				value = map[string]string{"1": "TRUE", "0": "FALSE"}[value]
			default:
				return errors.New("no such kind")
			}
			if value != "" {
				if cells[at] != "" {
					return errors.New("cell twice")
				}
				cells[at] = value
			}
			col++
		}
	}
	return nil
}
