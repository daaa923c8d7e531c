package dataset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
)

// The profiles of the Data Package standard that Describe follows.
const (
	packageProfile = "https://datapackage.org/profiles/2.0/datapackage.json"
	schemaProfile  = "https://datapackage.org/profiles/2.0/tableschema.json"
)

// Package is what a published folder holds.
type Package struct {
	Name, Title string
	Resources   []Resource
}

// Resource is the files of one return, or the measures.
type Resource struct {
	Name, Title, Description string
	Schema                   *arrow.Schema // as given to NewWriter, before columns are dropped
	Partitions               []string      // keys of the folders, such as period and service
	Files                    []File
}

// File is one Parquet file of a resource.
type File struct {
	Path   string // from the published folder, with forward slashes
	SHA256 string // hexadecimal
	Bytes  int64
	Rows   int64
}

type packageJSON struct {
	Schema    string         `json:"$schema"`
	Name      string         `json:"name"`
	Title     string         `json:"title,omitempty"`
	Resources []resourceJSON `json:"resources"`
}

type resourceJSON struct {
	Name        string     `json:"name"`
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description,omitempty"`
	Path        []string   `json:"path"`
	Format      string     `json:"format"`
	MediaType   string     `json:"mediatype"`
	Partitions  []string   `json:"partitions,omitempty"`
	Files       []fileJSON `json:"files"`
	Table       schemaJSON `json:"schema"`
}

type fileJSON struct {
	Path  string `json:"path"`
	Hash  string `json:"hash"`
	Bytes int64  `json:"bytes"`
	Rows  int64  `json:"rows"`
}

type schemaJSON struct {
	Schema string      `json:"$schema"`
	Fields []fieldJSON `json:"fields"`
}

type fieldJSON struct {
	Name        string `json:"name"`
	Title       string `json:"title,omitempty"`
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
}

// Describe returns the datapackage.json of a published folder: Data Package v2
// with a Table Schema for each resource, resources by name and files by path,
// so that the same contents give the same bytes. A resource without files is
// left out, since the standard allows none. `partitions` and `files` are
// winnow's own keys, which the standard lets stand.
func Describe(p Package) ([]byte, error) {
	out := packageJSON{Schema: packageProfile, Name: slug(p.Name), Title: p.Title, Resources: []resourceJSON{}}
	for _, r := range p.Resources {
		if len(r.Files) > 0 {
			out.Resources = append(out.Resources, describeResource(r))
		}
	}
	slices.SortFunc(out.Resources, func(a, b resourceJSON) int { return strings.Compare(a.Name, b.Name) })
	for i := 1; i < len(out.Resources); i++ {
		if out.Resources[i].Name == out.Resources[i-1].Name {
			return nil, fmt.Errorf("describing the published data: two resources named %q", out.Resources[i].Name)
		}
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return nil, fmt.Errorf("describing the published data: %w", err)
	}
	return buf.Bytes(), nil
}

func describeResource(r Resource) resourceJSON {
	out := resourceJSON{
		Name: slug(r.Name), Title: r.Title, Description: r.Description, Format: "parquet",
		MediaType: "application/vnd.apache.parquet", Partitions: r.Partitions,
		Table: schemaJSON{Schema: schemaProfile, Fields: []fieldJSON{}},
	}
	for _, f := range r.Files {
		out.Files = append(out.Files, fileJSON{Path: f.Path, Hash: "sha256:" + f.SHA256, Bytes: f.Bytes, Rows: f.Rows})
	}
	slices.SortFunc(out.Files, func(a, b fileJSON) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range out.Files {
		out.Path = append(out.Path, f.Path)
	}
	for _, f := range Published(r.Schema).Fields() {
		out.Table.Fields = append(out.Table.Fields, describeField(f))
	}
	return out
}

func describeField(f arrow.Field) fieldJSON {
	title, _ := f.Metadata.GetValue(MetaTitle)
	out := fieldJSON{Name: f.Name, Title: title, Type: tableSchemaType(f.Type)}
	if privacy(f) == PrivacyPseudonymise {
		out.Description = "A pseudonym: the same value always has the same one."
	}
	return out
}

func tableSchemaType(dt arrow.DataType) string {
	switch dt.ID() {
	case arrow.DECIMAL128, arrow.DECIMAL256, arrow.DECIMAL64, arrow.DECIMAL32, arrow.FLOAT32, arrow.FLOAT64:
		return "number"
	case arrow.INT8, arrow.INT16, arrow.INT32, arrow.INT64, arrow.UINT8, arrow.UINT16, arrow.UINT32, arrow.UINT64:
		return "integer"
	case arrow.BOOL:
		return "boolean"
	case arrow.DATE32, arrow.DATE64:
		return "date"
	case arrow.TIMESTAMP:
		return "datetime"
	case arrow.TIME32, arrow.TIME64:
		return "time"
	case arrow.LIST:
		return "array"
	}
	return "string"
}

// slug brings a name to the form the standard's first version demanded and its
// second recommends: lower case letters, digits, '.', '-' and '_'.
func slug(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, name)
}
