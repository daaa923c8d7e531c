package rules

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestPackage loads a data package of v1 and v2 parts mixed: each resource with a
// schema is a return with its files.
func TestPackage(t *testing.T) {
	files := fstest.MapFS{
		"datapackage.json": {Data: []byte(`{
  "name": "p", "licenses": [], "own": 1,
  "resources": [
    {"name": "Towns and more", "title": "Towns", "path": ["a/one.csv", "a/two.csv"], "bytes": 30, "encoding": "latin1", "schema": "schemas/towns.json",
     "dialect": "schemas/dialect.json"},
    {"path": "x.tsv", "bytes": 30, "hash": "SHA-256:0aB1", "schema": {"fields": [{"name": "n", "type": "integer"}]}, "dialect": {"header": false, "quoteChar": "'", "nullSequence": "NA", "delimiter": "::"}},
    {"name": "shapes", "path": "shapes.geojson", "schema": {"fields": [{"name": "n"}]}},
    {"name": "inline", "data": [{"n": 1}], "schema": {"fields": [{"name": "n"}]}},
    "schemas/resource.json",
    {"name": "text", "path": "readme.md"}
  ]}`)},
		"schemas/towns.json":    {Data: []byte(`{"fields": [{"name": "town", "type": "string"}], "primaryKey": ["town"]}`)},
		"schemas/dialect.json":  {Data: []byte(`{"delimiter": ";", "commentChar": "#", "doubleQuote": false, "escapeChar": "\\", "skipInitialSpace": true, "commentRows": [2, 3], "lineTerminator": "$"}`)},
		"schemas/resource.json": {Data: []byte(`{"name": "own", "path": "own.csv", "schema": {"fields": [{"name": "n"}]}}`)},
		"schema.json":           {Data: []byte(`{"fields": [{"name": "other"}]}`)},
	}
	set, err := Load(files, "datapackage.json", "datapackage.json")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]*Resource{}
	for _, r := range set.Returns {
		got[r.Name] = r.Resource
	}
	want := map[string]*Resource{
		"Towns_and_more": {Paths: []string{"a/one.csv", "a/two.csv"}, Format: "csv", Encoding: "windows-1252", Delimiter: ";", Comment: "#", Escape: `\`, Undoubled: true, Trim: true, CommentRows: []int{2, 3}},
		"resource_2":     {Paths: []string{"x.tsv"}, Format: "tsv", Quote: "'", NoHeader: true, Bytes: 30, Sized: true, Hash: "sha256:0ab1"},
		"shapes":         {Paths: []string{"shapes.geojson"}, Format: "geojson"},
		"inline":         {},
		"own":            {Paths: []string{"own.csv"}, Format: "csv"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	r := set.Return("Towns_and_more")
	if r.Title != "Towns" || len(r.PrimaryKey) != 1 || !r.Bare || !set.Packaged() {
		t.Errorf("the return is %+v", r)
	}
	if m := set.Return("resource_2").Fields[0].Missing; len(m) != 2 || m[1].Value != "NA" {
		t.Errorf("missing values are %v", m)
	}
	notes := []string{
		`datapackage.json:2: "own" is not used`,
		`datapackage.json:4: "bytes" and "hash" of a resource of several files are not compared`,
		`datapackage.json:4: the keys of a resource of several files are compared within each file, and not between them`,
		`schemas/dialect.json:1: "lineTerminator" of the dialect is not used`,
		`datapackage.json:6: "delimiter" of the dialect is "::", and winnow knows only single plain characters: the file is looked at instead`,
		`datapackage.json:8: data that stand in the package itself are not checked`,
		`datapackage.json:10: the resource "text" has no schema, so its data are not checked`,
	}
	if d := cmp.Diff(notes, set.Notes); d != "" {
		t.Error(d)
	}
}

// TestPackageFolder holds when a package in a folder is the rules: where nothing
// else is, and then its schemas are no returns of their own.
func TestPackageFolder(t *testing.T) {
	pkg := `{"resources": [{"name": "a", "path": "a.csv", "schema": "a.schema.json"}]}`
	for name, tc := range map[string]struct {
		more string
		want []string
	}{
		"alone":              {"", []string{"a"}},
		"beside a schema":    {`{"fields": [{"name": "n"}]}`, []string{"a", "more"}},
		"beside a rule file": {`{"winnow": "v1", "return": "r", "fields": [{"name": "n", "type": "string"}]}`, []string{"a.schema", "r"}},
	} {
		t.Run(name, func(t *testing.T) {
			files := fstest.MapFS{"datapackage.json": {Data: []byte(pkg)}, "a.schema.json": {Data: []byte(`{"fields": [{"name": "n"}]}`)}}
			if tc.more != "" {
				files["more.json"] = &fstest.MapFile{Data: []byte(tc.more)}
			}
			set, err := Load(files, ".", "rules")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range set.Returns {
				got = append(got, r.Name)
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestPackageHash reads the hashes that a resource may state.
func TestPackageHash(t *testing.T) {
	for stated, want := range map[string]string{
		`"1a79a4d60de6718e8e5b326e338ae533"`:         "md5:1a79a4d60de6718e8e5b326e338ae533",
		`"md5:1A79"`:                                 "md5:1a79",
		`"86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"`: "sha1:86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
		`"sha512:00"`:                                "sha512:00",
		`"bad"`:                                      "md5:bad",
		`"crc32:00"`:                                 "",
		`"not a hash"`:                               "",
		`null`:                                       "",
	} {
		t.Run(stated, func(t *testing.T) {
			files := fstest.MapFS{"datapackage.json": {Data: []byte(`{"resources": [{"name": "a", "path": "a.csv", "hash": ` + stated + `, "schema": {"fields": [{"name": "n"}]}}]}`)}}
			set, err := Load(files, "datapackage.json", "datapackage.json")
			if err != nil {
				t.Fatal(err)
			}
			if got := set.Returns[0].Resource.Hash; got != want || (want == "" && stated != "null") != (len(set.Notes) > 0) {
				t.Errorf("%q, want %q; notes %q", got, want, set.Notes)
			}
		})
	}
}
