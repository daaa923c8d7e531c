package dataset

import (
	"bytes"
	"encoding/json"
	"errors"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/internal/report"
)

func TestPartition(t *testing.T) {
	for _, c := range []struct{ ret, period, service, want string }{
		{"smoking_quits", "2021-22-Q1", "stop-smoking", "smoking_quits/period=2021-22-Q1/service=stop-smoking"},
		{"r", "2021-M06", "", "r/period=2021-M06/service=__HIVE_DEFAULT_PARTITION__"},
		{"../etc", "a/b", `..\x`, "%2E%2E%2Fetc/period=a%2Fb/service=%2E%2E%5Cx"},
		{"con", "1", "a.", "%63on/period=1/service=a%2E"},
		{"Com1.x", "1", "v1.2", "%43om1.x/period=1/service=v1.2"},
		{"computing", "1", "100% = yes", "computing/period=1/service=100%25%20%3D%20yes"},
		{"r", "1", "Gwasanaeth ŷ", "r/period=1/service=Gwasanaeth%20ŷ"},
		{"r", "1", "bad\xff\x00", "r/period=1/service=bad%FF%00"},
	} {
		if got := Partition(c.ret, c.period, c.service); got != c.want {
			t.Errorf("Partition(%q, %q, %q) = %s, want %s", c.ret, c.period, c.service, got, c.want)
		}
	}
}

func TestPartitionStaysInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := Partition(rapid.String().Draw(t, "return"), rapid.String().Draw(t, "period"), rapid.String().Draw(t, "service"))
		if path.Clean(got) != got || strings.Count(got, "/") != 2 || strings.HasPrefix(got, ".") || strings.ContainsAny(got, `\:*?"<>|`) {
			t.Fatalf("%q", got)
		}
	})
}

func TestDescribe(t *testing.T) {
	p := Package{Name: "Derbyshire", Title: "Clean returns", Resources: []Resource{
		{Name: "smoking_quits", Title: "Quit attempts", Schema: everyType, Partitions: []string{"period", "service"}, Files: []File{
			{Path: "smoking_quits/period=2/service=b/x.parquet", SHA256: "bb", Bytes: 20, Rows: 2},
			{Path: "smoking_quits/period=1/service=a/x.parquet", SHA256: "aa", Bytes: 10, Rows: 1},
		}},
		{Name: "measures", Schema: MeasuresSchema(), Files: []File{{Path: "measures/period=1/x.parquet", SHA256: "cc"}}},
		{Name: "awards", Schema: everyType},
	}}
	got, err := Describe(p)
	if err != nil {
		t.Fatal(err)
	}
	var d packageJSON
	if err := json.Unmarshal(got, &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Resources) != 2 || d.Name != "derbyshire" || d.Resources[0].Name != "measures" {
		t.Fatalf("%s", got)
	}
	quits := d.Resources[1]
	if diff := cmp.Diff([]string{"smoking_quits/period=1/service=a/x.parquet", "smoking_quits/period=2/service=b/x.parquet"}, quits.Path); diff != "" {
		t.Error(diff)
	}
	var fields []string
	for _, f := range quits.Table.Fields {
		fields = append(fields, f.Name+" "+f.Type)
	}
	want := []string{"client_ref string", "outcome string", "co_ppm number", "sessions integer", "pregnant boolean", "quit_date date",
		"seen datetime", "at time", "year integer", "nothing string", "amount number", "born string"}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Error(diff)
	}
	if bytes.Contains(got, []byte("client_name")) {
		t.Error("a dropped field is described")
	}
	if again, _ := Describe(p); !bytes.Equal(got, again) {
		t.Error("two descriptions of one folder differ")
	}
	p.Resources = append(p.Resources, p.Resources[0])
	if _, err := Describe(p); err == nil {
		t.Error("two resources of one name are described")
	}
}

func TestMeasuresAreTheSameTwice(t *testing.T) {
	var a, b bytes.Buffer
	meta := map[string]string{"z": "1", "a": "2", "m": "3"}
	if err := errors.Join(WriteMeasures(&a, "2021-22-Q1", sampleMeasures(), meta), WriteMeasures(&b, "2021-22-Q1", sampleMeasures(), meta)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two files of the same measures differ")
	}
}

func TestMeasureFigures(t *testing.T) {
	for _, c := range []struct {
		value string
		ok    bool
	}{
		{"0.333333333333", true}, {"-99999999999999999999999999.5", true}, {"100000000000000000000000000", false}, {"n/a", false},
	} {
		m := sampleMeasures()[:1]
		m[0].Value = &c.value
		if err := WriteMeasures(&bytes.Buffer{}, "2021-22-Q1", m, nil); (err == nil) != c.ok {
			t.Errorf("%s: error %v", c.value, err)
		}
	}
	none := []report.Measure{}
	if err := WriteMeasures(&bytes.Buffer{}, "2021-22-Q1", none, nil); err != nil {
		t.Error(err)
	}
}
