package mail

import (
	"bytes"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// nasty are what headers have been broken with, and words.
var nasty = []string{
	"\r\n", "\n", "\r", "\r\nBcc: evil@example.com\r\n", "\n\nSubject: x\n", "\u2028", "\u0085", "\v", "\x00", "\xff\xfe", "=?utf-8?q?x?=", "?=",
	"\u202e", "é", "日本語", "😀", "\"", "\\", "<a@b.example>", ",", ":", ";", "%0d%0a", "{{.Council}}", ".", "\r\n.\r\n", "word", "Smoking quits", " ", "\t", strings.Repeat("long", 40),
}

func someText(t *rapid.T, label string) string {
	pieces := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(nasty), rapid.String()), 0, 6).Draw(t, label)
	return strings.Join(pieces, "")
}

func someFacts(t *rapid.T) Facts {
	var f Facts
	draw(t, reflect.ValueOf(&f).Elem())
	f.Owed = make([]Owed, rapid.IntRange(0, 3).Draw(t, "owed"))
	for i := range f.Owed {
		draw(t, reflect.ValueOf(&f.Owed[i]).Elem())
	}
	return f
}

func draw(t *rapid.T, v reflect.Value) {
	for i := range v.NumField() {
		switch name := v.Type().Field(i).Name; v.Field(i).Kind() {
		case reflect.String:
			v.Field(i).SetString(someText(t, name))
		case reflect.Int:
			v.Field(i).SetInt(int64(rapid.IntRange(0, 5000).Draw(t, name)))
		}
	}
}

// theHeaders are those of a mail with an attachment, and of one without.
var theHeaders = []string{"Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Reply-To", "Subject", "To", "X-Unsent"}

// TestFactsChangeNoHeader: whatever the facts hold, the mail has its headers and
// no others, is addressed to whom it was, and says in its subject and body what
// the templates and the facts say and nothing else.
func TestFactsChangeNoHeader(t *testing.T) {
	templates := mustLoad(t)
	set := Settings{From: "Returns team <returns@council.example>", ReplyTo: "desk@council.example"}
	rapid.Check(t, func(r *rapid.T) {
		l := Letter{Kind: rapid.SampledFrom(Kinds).Draw(r, "kind"), Facts: someFacts(r), To: []string{"a@service.example"}, Date: noon, Ref: someText(r, "ref")}
		if rapid.Bool().Draw(r, "attach") {
			l.File = workbook(someText(r, "file"), []byte("PK"))
			l.File.Path = someText(r, "path")
			set.MaxAttachment = rapid.SampledFrom([]Size{0, attachNothing}).Draw(r, "limit")
		}
		m, err := templates.Compose(set, l)
		if err != nil {
			r.Fatal(err)
		}
		b := eml(t, m)
		plainLines(t, b)
		got := open(t, b)
		headers := theHeaders
		if m.File == nil {
			headers = slices.Sorted(slices.Values(append([]string{"Content-Transfer-Encoding"}, theHeaders...)))
		}
		if d := cmp.Diff(headers, sortedKeys(got.Header)); d != "" {
			r.Fatalf("%s\n%s", d, b)
		}
		if got.Header["To"] != "a@service.example" || got.Header["From"] != "Returns team <returns@council.example>" {
			r.Fatalf("headers are %v", got.Header)
		}
		if got.Subject != m.Subject || got.Body != m.Body {
			r.Fatalf("%q and %q come back as %q and %q", m.Subject, m.Body, got.Subject, got.Body)
		}
		nothingElse(r, l, m)
		sentAlike(r, b)
	})
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// sentAlike holds what is sent to what is stored.
func sentAlike(r *rapid.T, b []byte) {
	s, err := readStored(bytes.NewReader(b))
	if err != nil {
		r.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := s.WriteTo(&out); err != nil {
		r.Fatal(err)
	}
	if out.String() != strings.Replace(string(b), "X-Unsent: 1\r\n", "", 1) || !s.sameAddresses([]string{"a@service.example"}) {
		r.Fatalf("sent: %q", out.String())
	}
}

var action = regexp.MustCompile(`\{\{.*?\}\}`)

// nothingElse looks every word of subject and body up among those of the
// template and of the facts.
func nothingElse(r *rapid.T, l Letter, m *Message) {
	source, err := shipped.ReadFile("templates/" + l.Kind.file())
	if err != nil {
		r.Fatal(err)
	}
	allowed := map[string]bool{}
	allow := func(s string) {
		for _, w := range wordsOf(s) {
			allowed[w] = true
		}
	}
	allow(strings.TrimPrefix(string(source), "Subject:"))
	allow(action.ReplaceAllString(string(source), " "))
	for _, v := range everyFact(l.Facts) {
		allow(v)
	}
	if l.File != nil {
		allow(attachedName(l.File.Name))
		allow(oneLine(l.File.Path))
	}
	for _, w := range append(wordsOf(m.Subject), wordsOf(m.Body)...) {
		if !allowed[w] {
			r.Fatalf("%q is neither the template's nor a fact, in\n%s\n%s", w, m.Subject, m.Body)
		}
	}
}

func everyFact(f Facts) []string {
	f = f.clean()
	all := []string{number(len(f.Owed)), "0"}
	add := func(v reflect.Value) {
		for i := range v.NumField() {
			switch v.Field(i).Kind() {
			case reflect.String:
				all = append(all, v.Field(i).String())
			case reflect.Int:
				all = append(all, number(int(v.Field(i).Int())))
			}
		}
	}
	add(reflect.ValueOf(f))
	for _, o := range f.Owed {
		add(reflect.ValueOf(o))
	}
	return all
}

// wordsOf cuts a text at all that is no letter and no digit, so that a fact that
// runs into the template's full stop is still found.
func wordsOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
