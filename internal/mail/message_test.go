package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	gomime "mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/nearest"
)

// noon is a summer's day in London.
var noon = time.Date(2021, 7, 22, 12, 0, 0, 0, london())

func london() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return l
}

func mustLoad(t testing.TB) *Templates {
	t.Helper()
	templates, err := Load(nil, nearest.Of)
	if err != nil {
		t.Fatal(err)
	}
	return templates
}

// facts are those of a return with something to correct.
func facts() Facts {
	return Facts{
		Council: "Derbyshire County Council", Service: "Live Life Better Derbyshire (stop smoking)", Contact: "Returns desk", Ask: "Ada Byron, 01629 500000",
		Return: "Smoking quits", Period: "Quarter 1 of 2021-22 (1 April to 30 June 2021)", File: "Stop smoking Q1.xlsx", Received: "22 July 2021 at 10:31",
		RowsRead: 1240, RowsAccepted: 1236, RowsHeldBack: 4, Errors: 4, Queries: 1, Fixed: 3, StillOpen: 2, Explained: 1, New: 3, Due: "28 July 2021", DaysLeft: 6,
		Reason: "The file is protected by a password.", Fix: "Take the password off and send the file again.",
		Submission: "17", Before: "Stop smoking.xlsx", BeforeReceived: "3 July 2021 at 09:00",
		Owed: []Owed{
			{Return: "Smoking quits", Period: "Quarter 1 of 2021-22", Due: "28 July 2021", DaysLeft: 6},
			{Return: "Weight management", Period: "Quarter 1 of 2021-22", Due: "14 July 2021", DaysLate: 8, Errors: 2, Queries: 1},
		},
	}
}

func workbook(name string, content []byte) *Attachment {
	sum := sha256.Sum256(content)
	return &Attachment{
		Name: name, Path: "outbox/stop-smoking/2021-22-Q1/" + name, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
	}
}

func eml(t testing.TB, m *Message) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := m.WriteEML(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// opened is a mail as a mail program shows it.
type opened struct {
	Header  map[string]string
	Subject string
	Body    string
	Name    string
	Type    string
	SHA256  string
}

// open reads an .eml file with the standard library.
func open(t testing.TB, b []byte) opened {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	o := opened{Header: map[string]string{}}
	for key, values := range m.Header {
		if len(values) != 1 {
			t.Errorf("%d headers %s", len(values), key)
		}
		o.Header[key] = values[0]
	}
	var decoder gomime.WordDecoder
	if o.Subject, err = decoder.DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	kind, params, err := gomime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if kind == "text/plain" {
		o.Body = unix(slurp(t, quotedprintable.NewReader(m.Body)))
		return o
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	text, err := parts.NextPart() // decodes quoted-printable by itself
	if err != nil {
		t.Fatal(err)
	}
	o.Body = unix(slurp(t, text))
	file, err := parts.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	_, disposition, err := gomime.ParseMediaType(file.Header.Get("Content-Disposition"))
	if err != nil {
		t.Fatal(err)
	}
	o.Name, o.Type = disposition["filename"], file.Header.Get("Content-Type")
	sum := sha256.Sum256([]byte(slurp(t, base64.NewDecoder(base64.StdEncoding, file))))
	o.SHA256 = hex.EncodeToString(sum[:])
	if _, err := parts.NextPart(); !errors.Is(err, io.EOF) {
		t.Errorf("after the attachment: %v", err)
	}
	return o
}

// unix writes line ends as Body has them.
func unix(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

func slurp(t testing.TB, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// names of attachments that have given mail programs trouble.
var names = []string{
	"Stop smoking Q1 - to correct.xlsx",
	"Iechyd Môn – chwarter 1.xlsx",
	"日本語の名前.xlsx",
	"a \"quoted\"; name=x.xlsx",
	"=?utf-8?q?evil?=.exe.xlsx",
	strings.Repeat("very long ", 20) + ".xlsx",
	strings.Repeat("é", 100) + ".xlsx",
	strings.Repeat("x", 200) + ".xlsx",
	"100% of it's done (final) ~ 😀.xlsx",
}

func TestWriteEML(t *testing.T) {
	templates := mustLoad(t)
	content := bytes.Repeat([]byte("PK\x03\x04 any bytes \x00\xff\r\n.\r\n"), 997)
	set := Settings{From: "returns@council.example", ReplyTo: `"Ünal Ø'Néill, desk" <desk@council.example>`, Council: `Derby "City" Council`}
	for _, name := range names {
		file := workbook(name, content)
		m, err := templates.Compose(set, Letter{Kind: ToCorrect, Facts: facts(), To: []string{"Returns desk <a@service.example>", "b@service.example"}, Date: noon, Ref: "17", File: file})
		if err != nil {
			t.Fatal(err)
		}
		b := eml(t, m)
		if !bytes.Equal(b, eml(t, m)) {
			t.Error("the same mail has other bytes the second time")
		}
		plainLines(t, b)
		got := open(t, b)
		if got.Name != attachedName(name) || got.SHA256 != file.SHA256 || !strings.HasPrefix(got.Type, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;") {
			t.Errorf("attachment is %q, %s", got.Name, got.Type)
		}
		if got.Subject != m.Subject || got.Body != m.Body || !strings.Contains(m.Body, attachedName(name)) {
			t.Errorf("subject %q and body\n%s", got.Subject, got.Body)
		}
		addresses(t, got.Header)
		if d := got.Header["Date"]; d != "Thu, 22 Jul 2021 12:00:00 +0100" {
			t.Errorf("date is %s", d)
		}
		if got.Header["X-Unsent"] != "1" || got.Header["Message-Id"] != m.MessageID() || got.Header["Mime-Version"] != "1.0" {
			t.Errorf("headers are %v", got.Header)
		}
	}
}

// plainLines holds a mail to what every server takes.
func plainLines(t testing.TB, b []byte) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(string(b), "\r\n"), "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n") {
			t.Fatalf("a line of %d bytes: %q", len(line), line)
		}
		for _, c := range []byte(line) {
			if c > 0x7e || c < ' ' && c != '\t' {
				t.Fatalf("byte %#x in %q", c, line)
			}
		}
	}
}

func addresses(t testing.TB, h map[string]string) {
	t.Helper()
	got := map[string][]*mail.Address{}
	for _, key := range []string{"From", "Reply-To", "To"} {
		list, err := mail.ParseAddressList(h[key])
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		got[key] = list
	}
	want := map[string][]*mail.Address{
		"From":     {{Name: `Derby "City" Council`, Address: "returns@council.example"}},
		"Reply-To": {{Name: "Ünal Ø'Néill, desk", Address: "desk@council.example"}},
		"To":       {{Name: "Returns desk", Address: "a@service.example"}, {Address: "b@service.example"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestPythonReadsTheSame has a program that shares no code with Go open mails.
func TestPythonReadsTheSame(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not on this machine: nothing but Go reads the mails back here")
	}
	script := `
import sys, json, email, email.policy, hashlib
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
files = list(m.iter_attachments())
assert len(files) == 1 and not m.defects, m.defects
f = files[0]
json.dump({'Subject': m['Subject'], 'Body': m.get_body().get_content(), 'Name': f.get_filename(), 'Type': f.get_content_type(),
  'SHA256': hashlib.sha256(f.get_payload(decode=True)).hexdigest(), 'Header': {'To': m['To'].addresses[0].addr_spec, 'From': m['From'].addresses[0].display_name}}, sys.stdout)
`
	set := Settings{From: "Ünal Ø'Néill <returns@council.example>"}
	for i, name := range names {
		f := facts()
		f.Return = "Smoking quits – “résumé” 😀 " + strings.Repeat("naïve ", i*5)
		file := workbook(name, []byte("PK\x03\x04 workbook"))
		m, err := mustLoad(t).Compose(set, Letter{Kind: ToCorrect, Facts: f, To: []string{"a@service.example"}, Date: noon, File: file})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "mail.eml")
		if err := os.WriteFile(path, eml(t, m), 0o600); err != nil {
			t.Fatal(err)
		}
		var complaints strings.Builder
		reader := exec.Command(python, "-X", "utf8", "-c", script, path)
		reader.Stderr = &complaints
		out, err := reader.Output()
		if err != nil {
			t.Fatalf("%v: %s", err, complaints.String())
		}
		var got opened
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatal(err)
		}
		want := opened{Subject: m.Subject, Body: m.Body, Name: attachedName(name), Type: contentTypes[".xlsx"], SHA256: file.SHA256,
			Header: map[string]string{"To": "a@service.example", "From": "Ünal Ø'Néill"}}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
}

func TestTooLargeIsToldNotAttached(t *testing.T) {
	file := workbook("big.xlsx", make([]byte, 2001))
	for _, tc := range []struct {
		limit    Size
		attached bool
	}{{0, true}, {2001, true}, {2000, false}, {attachNothing, false}} {
		m, err := mustLoad(t).Compose(Settings{MaxAttachment: tc.limit}, Letter{Kind: ToCorrect, Facts: facts(), Date: noon, File: file})
		if err != nil {
			t.Fatal(err)
		}
		got := open(t, eml(t, m))
		told := strings.Contains(got.Body, "You find it here: outbox/stop-smoking/2021-22-Q1/big.xlsx")
		if attached := got.SHA256 != ""; attached != tc.attached || told == tc.attached {
			t.Errorf("limit %s: attached %v, path told %v", tc.limit, attached, told)
		}
	}
}

// TestAttachmentIsAFactOfCompose: a mail without a file names none, whatever
// the caller's facts say.
func TestAttachmentIsAFactOfCompose(t *testing.T) {
	f := facts()
	f.Attachment, f.Path = "stale.xlsx", "old/stale.xlsx"
	m, err := mustLoad(t).Compose(Settings{}, Letter{Kind: Receipt, Facts: f, Date: noon})
	if err != nil || strings.Contains(m.Body, "stale") {
		t.Errorf("%v:\n%s", err, m.Body)
	}
}

func TestMessageID(t *testing.T) {
	templates := mustLoad(t)
	compose := func(change func(*Letter)) string {
		l := Letter{Kind: Receipt, Facts: facts(), To: []string{"a@service.example"}, Date: noon, Ref: "17", File: workbook("a.xlsx", []byte("a"))}
		change(&l)
		m, err := templates.Compose(Settings{From: "returns@council.example"}, l)
		if err != nil {
			t.Fatal(err)
		}
		return m.MessageID()
	}
	seen := map[string]string{}
	for what, change := range map[string]func(*Letter){
		"nothing": func(*Letter) {}, "ref": func(l *Letter) { l.Ref = "18" }, "date": func(l *Letter) { l.Date = noon.Add(time.Second) },
		"to": func(l *Letter) { l.To = []string{"b@service.example"} }, "bytes": func(l *Letter) { l.File = workbook("a.xlsx", []byte("b")) },
		"facts": func(l *Letter) { l.Facts.RowsRead++ }, "kind": func(l *Letter) { l.Kind = Refused },
	} {
		id := compose(change)
		if was, ok := seen[id]; ok {
			t.Errorf("%s and %s have one id", what, was)
		}
		if seen[id] = what; id != compose(change) || !strings.HasSuffix(id, "@council.example>") {
			t.Errorf("%s: %s", what, id)
		}
	}
}

func TestComposeAndWriteFaults(t *testing.T) {
	templates := mustLoad(t)
	if _, err := templates.Compose(Settings{}, Letter{Kind: Receipt, Facts: facts(), To: []string{"nobody"}}); err == nil || !strings.Contains(err.Error(), `"nobody" is no mail address`) {
		t.Errorf("an address that is none: %v", err)
	}
	if _, err := templates.Compose(Settings{}, Letter{Kind: "thanks", Facts: facts()}); err == nil {
		t.Error("an unknown kind is written")
	}
	file := workbook("a.xlsx", []byte("one"))
	file.Open = workbook("a.xlsx", []byte("two")).Open
	m, err := templates.Compose(Settings{}, Letter{Kind: Receipt, Facts: facts(), Date: noon, File: file})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.WriteEML(io.Discard); err == nil || !strings.Contains(err.Error(), "is not the file") {
		t.Errorf("another file's bytes: %v", err)
	}
	file.Open = func() (io.ReadCloser, error) { return nil, os.ErrNotExist }
	if err := m.WriteEML(io.Discard); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is gone: %v", err)
	}
	file.Open = workbook("a.xlsx", []byte("one")).Open
	if err := m.WriteEML(full{}); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}

var errFull = errors.New("disk full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// zeros is a file without end of which nothing is kept.
type zeros struct{ left int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.left <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.left)
	clear(p[:n])
	z.left -= n
	return int(n), nil
}

// TestAttachmentIsStreamed writes 50 MB, which would show.
func TestAttachmentIsStreamed(t *testing.T) {
	const size = 50 << 20
	h := sha256.New()
	io.Copy(h, &zeros{size})
	m := &Message{Subject: "s", Body: "b\n", Date: noon, File: &Attachment{Name: "a.xlsx", SHA256: hex.EncodeToString(h.Sum(nil)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(&zeros{size}), nil }}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := m.WriteEML(io.Discard); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 1<<20 {
		t.Errorf("%d bytes allocated", allocated)
	}
}
