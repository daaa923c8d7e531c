package ooxmlcheck

import (
	"archive/zip"
	"bytes"
	"path"
	"slices"
	"strings"
)

const (
	typesPart = "[Content_Types].xml"
	sheetML   = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	officeML  = "application/vnd.openxmlformats-officedocument."
	macroML   = "application/vnd.ms-excel."
)

// typeOf is what a part must be that a relationship of a kind leads to. Kinds
// that are not named may lead to anything.
var typeOf = map[string][]string{
	"officeDocument":       {sheetML + "sheet.main+xml", sheetML + "template.main+xml", macroML + "sheet.macroEnabled.main+xml", macroML + "template.macroEnabled.main+xml", macroML + "addin.macroEnabled.main+xml"},
	"worksheet":            {sheetML + "worksheet+xml"},
	"chartsheet":           {sheetML + "chartsheet+xml"},
	"dialogsheet":          {sheetML + "dialogsheet+xml"},
	"sharedStrings":        {sheetML + "sharedStrings+xml"},
	"styles":               {sheetML + "styles+xml"},
	"theme":                {officeML + "theme+xml"},
	"comments":             {sheetML + "comments+xml"},
	"vmlDrawing":           {officeML + "vmlDrawing"},
	"drawing":              {officeML + "drawing+xml"},
	"chart":                {officeML + "drawingml.chart+xml"},
	"table":                {sheetML + "table+xml"},
	"queryTable":           {sheetML + "queryTable+xml"},
	"pivotTable":           {sheetML + "pivotTable+xml"},
	"pivotCacheDefinition": {sheetML + "pivotCacheDefinition+xml"},
	"pivotCacheRecords":    {sheetML + "pivotCacheRecords+xml"},
	"externalLink":         {sheetML + "externalLink+xml"},
	"calcChain":            {sheetML + "calcChain+xml"},
	"connections":          {sheetML + "connections+xml"},
	"sheetMetadata":        {sheetML + "sheetMetadata+xml"},
	"vbaProject":           {"application/vnd.ms-office.vbaProject"},
	"ctrlProp":             {"application/vnd.ms-excel.controlproperties+xml"},
	"core-properties":      {"application/vnd.openxmlformats-package.core-properties+xml"},
	"extended-properties":  {officeML + "extended-properties+xml"},
	"custom-properties":    {officeML + "custom-properties+xml"},
	"threadedComment":      {"application/vnd.ms-excel.threadedcomments+xml"},
	"person":               {"application/vnd.ms-excel.person+xml"},
	"slicer":               {"application/vnd.ms-excel.slicer+xml"},
	"slicerCache":          {"application/vnd.ms-excel.slicerCache+xml"},
}

// checkTypes reads [Content_Types].xml and gives every part its type.
func (c *checker) checkTypes() {
	d := c.open(typesPart)
	if d == nil {
		c.fault("", ContentType, "%s is not there", typesPart)
		return
	}
	defaults, overrides := map[string]string{}, map[string]string{}
	for _, n := range d.tree().kids {
		switch n.local {
		case "Default":
			c.putType(defaults, ContentType, strings.ToLower(n.attr("Extension")), n)
		case "Override":
			name := strings.ToLower(strings.TrimPrefix(n.attr("PartName"), "/"))
			c.putType(overrides, Override, name, n)
			if !strings.HasPrefix(n.attr("PartName"), "/") || c.parts[name] == nil {
				c.fault(typesPart, Override, "%q is no part", n.attr("PartName"))
			}
		}
	}
	for _, f := range c.zip.File {
		name := strings.ToLower(f.Name)
		if c.types[name] = overrides[name]; c.types[name] == "" {
			c.types[name] = defaults[strings.TrimPrefix(path.Ext(name), ".")]
		}
		if c.types[name] == "" && name != strings.ToLower(typesPart) && !strings.HasSuffix(name, "/") && !strings.HasPrefix(name, "[trash]/") {
			c.fault(f.Name, ContentType, "the part has none")
		}
	}
}

func (c *checker) putType(types map[string]string, rule Rule, key string, n *node) {
	if _, twice := types[key]; twice {
		c.fault(typesPart, rule, "%q is there twice", key)
	}
	if types[key] = n.attr("ContentType"); types[key] == "" {
		c.fault(typesPart, ContentType, "%q has an empty type", key)
	}
}

// checkTarget holds a part's type to the relationship that leads to it.
func (c *checker) checkTarget(source string, r relation) {
	want, known := typeOf[r.kind]
	got := c.types[strings.ToLower(r.target)]
	if known && !slices.ContainsFunc(want, func(w string) bool { return strings.EqualFold(w, got) }) {
		c.fault(r.target, ContentType, "%q is not the type of a %s, as %s calls it", got, r.kind, source)
	}
	if r.kind == "vbaProject" && !strings.Contains(c.types[strings.ToLower(source)], "macroEnabled") {
		c.fault(source, ContentType, "the workbook holds macros and its type says that it doesn't")
	}
}

// extensionAgrees says whether the workbook of a package is of the type that the
// file's ending promises. Excel refuses the file where it isn't.
func extensionAgrees(ext string, data []byte) bool {
	want := map[string]string{".xlsx": typeOf["officeDocument"][0], ".xlsm": typeOf["officeDocument"][2], ".xltx": typeOf["officeDocument"][1], ".xltm": typeOf["officeDocument"][3]}[ext]
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if want == "" || err != nil {
		return true // no such ending, or Check says why it cannot be read
	}
	f, err := z.Open(typesPart)
	if err != nil {
		return true
	}
	defer func() { _ = f.Close() }() // only read from
	var text bytes.Buffer
	_, err = text.ReadFrom(f)
	return err != nil || strings.Contains(text.String(), `"`+want+`"`)
}
