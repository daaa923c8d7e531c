package language

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

func compiled(t *testing.T) *validator.Schema {
	t.Helper()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := validator.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	c.DefaultDraft(validator.Draft2020)
	if err := c.AddResource(ID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(ID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// load reads a file as an editor does: dates are texts.
func load(file string) (doc any, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var top yaml.Node
	if err := yaml.Load(text, &top); err != nil {
		return nil, err
	}
	if len(top.Content) == 0 {
		return nil, fmt.Errorf("%s is empty", file)
	}
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%s: its aliases never end", file)
		}
	}()
	return plain(top.Content[0], 0, new(int)), nil
}

func plain(n *yaml.Node, depth int, nodes *int) any {
	if *nodes++; depth > 60 || *nodes > 200_000 {
		panic("too deep")
	}
	switch n.Kind {
	case yaml.AliasNode:
		return plain(n.Alias, depth+1, nodes)
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1], depth+1, nodes)
		}
		return m
	case yaml.SequenceNode:
		l := []any{}
		for _, c := range n.Content {
			l = append(l, plain(c, depth+1, nodes))
		}
		return l
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		v, err := validator.UnmarshalJSON(strings.NewReader(n.Value))
		if err != nil {
			return n.Value
		}
		return v
	}
	return n.Value
}

// sound are the rule files that the loader takes.
func sound(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, dir := range []string{"../derbyshire", "../examples", "../testdata/ok"} {
		err := filepath.Walk(dir, func(p string, info os.FileInfo, err error) error {
			if err == nil && !info.IsDir() && (filepath.Ext(p) == ".yaml" || filepath.Ext(p) == ".yml") {
				out = append(out, p)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// bare says whether a file is a bare Table Schema or a data package, which have
// schemas of their own.
func bare(doc any) bool {
	m, ok := doc.(map[string]any)
	return ok && m["return"] == nil && m["bands"] == nil && m["ruleset"] == nil
}

// TestSound validates every rule file shipped, every example and every file
// that the loader's tests take.
func TestSound(t *testing.T) {
	s := compiled(t)
	for _, file := range sound(t) {
		doc, err := load(file)
		if err != nil {
			t.Fatal(err)
		}
		if bare(doc) {
			continue
		}
		if err := s.Validate(doc); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestDocuments validates the rule files of docs/rules.md, of which one is shown
// for its faults.
func TestDocuments(t *testing.T) {
	s := compiled(t)
	text, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```yaml file=(\\S+)\\n(.*?)^```$").FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 10 {
		t.Fatalf("%d rule files in the document", len(blocks))
	}
	for _, b := range blocks {
		file := filepath.Join(t.TempDir(), "r.yaml")
		if err := os.WriteFile(file, []byte(b[2]), 0o644); err != nil {
			t.Fatal(err)
		}
		doc, err := load(file)
		if err != nil {
			t.Fatal(err)
		}
		if bare(doc) {
			continue
		}
		if err := s.Validate(doc); (err != nil) != (b[1] == "faulty.yaml") {
			t.Errorf("%s: %v", b[1], err)
		}
	}
}

// shapes are the loader's words for what a JSON Schema can say too.
var shapes = regexp.MustCompile(`unknown key "|must be (a list|a group of keys|true or false), not|must be text, not|; it must be "[a-z]|has no "(name|id|message|title|band|scale|label|value)"|needs one of|has both "(fails|row|return)"`)

// beyond are faulty files with such words whose schema can't say it after all.
var beyond = map[string]string{}

// TestFaulty demands that the schema refuses every file of the loader's faulty
// ones that is wrong by its shape.
func TestFaulty(t *testing.T) {
	s := compiled(t)
	files, err := filepath.Glob("../testdata/err/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, file := range files {
		doc, err := load(file)
		want, wantErr := os.ReadFile(strings.TrimSuffix(file, ".yaml") + ".want")
		if err != nil || wantErr != nil || bare(doc) {
			continue // not YAML, or no rule file: there is nothing to validate
		}
		found := shapes.FindString(string(want))
		if found == "" || beyond[filepath.Base(file)] != "" {
			continue
		}
		refused++
		if s.Validate(doc) == nil {
			t.Errorf("%s: the schema takes it, though the loader says: %s", file, found)
		}
	}
	if refused < 10 {
		t.Errorf("only %d files are wrong by their shape: are their words still these?", refused)
	}
}
