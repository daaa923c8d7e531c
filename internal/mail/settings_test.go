package mail

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

func decodeSettings(s string) (Settings, error) {
	var out Settings
	d := yaml.NewDecoder(strings.NewReader(s))
	d.KnownFields(true)
	err := d.Decode(&out)
	return out, err
}

func TestSettingsFromYAML(t *testing.T) {
	got, err := decodeSettings(`
from: Returns team <returns@council.example>
reply_to: desk@council.example
operator: analyst@council.example
council: Derbyshire County Council
max_attachment: 2.5 MB
smtp:
  host: smtp.council.example
  port: 2525
  tls: tls
  user: returns
  password_file: secrets/smtp.txt
  ca_file: ca.pem
  timeout: 45s
  helo: files.council.example
  attempts: 3
  backoff: {first: 2m, cap: 1h}
`)
	want := Settings{
		From: "Returns team <returns@council.example>", ReplyTo: "desk@council.example", Operator: "analyst@council.example",
		Council: "Derbyshire County Council", MaxAttachment: 2_500_000,
		SMTP: SMTP{Host: "smtp.council.example", Port: 2525, TLS: ImplicitTLS, User: "returns", PasswordFile: "secrets/smtp.txt", CAFile: "ca.pem",
			Timeout: 45 * time.Second, Helo: "files.council.example", Attempts: 3, Backoff: Backoff{2 * time.Minute, time.Hour}},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Fatal(d, err)
	}
	if faults := got.Validate(); len(faults) > 0 {
		t.Error(faults)
	}
	for _, bad := range []string{"max_attachment: huge", "max_attachment: -1", "max_attachment: 9999GB", "max_attachment: NaN", "sender: x", "smtp: {hots: x}", "smtp: {timeout: soon}"} {
		if _, err := decodeSettings(bad); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
	for text, size := range map[string]Size{"10MB": 10_000_000, "10 mb": 10_000_000, "500kB": 500_000, "12345": 12345, "none": attachNothing, "7 B": 7} {
		if got, err := decodeSettings("max_attachment: " + text); err != nil || got.MaxAttachment != size {
			t.Errorf("%s is %d, %v", text, got.MaxAttachment, err)
		}
	}
}

func TestZeroSettingsWriteFilesOnly(t *testing.T) {
	var s Settings
	if s.Sends() || len(s.Validate()) > 0 || !s.Attaches(10_000_000) || s.Attaches(10_000_001) || s.OperatorAddress() != "" {
		t.Errorf("sends %v, faults %v", s.Sends(), s.Validate())
	}
}

func TestValidate(t *testing.T) {
	good := Settings{From: "a@b.example", SMTP: SMTP{Host: "smtp.b.example"}}
	for _, tc := range []struct {
		name   string
		change func(*Settings)
		want   []string // the beginning of each fault
	}{
		{"good", func(*Settings) {}, nil},
		{"no sender", func(s *Settings) { s.From = "" }, []string{"from: not set"}},
		{"no host", func(s *Settings) { s.SMTP = SMTP{Port: 25} }, []string{"smtp.host: not set"}},
		{"addresses", func(s *Settings) { s.From, s.ReplyTo, s.Operator = "x", "a@b.example, c@d.example", "é@b.example" },
			[]string{`from: "x" is no mail address`, "reply_to: ", "operator: the mail address"}},
		{"several", func(s *Settings) {
			s.SMTP = SMTP{Host: "smtp://x:25", Port: 99999, TLS: "ssl", Helo: "a b", User: "u", Timeout: 30, Attempts: -1, Backoff: Backoff{time.Hour, time.Minute}}
		}, []string{"smtp.host:", "smtp.port:", `smtp.tls: "ssl" is not known`, "smtp.helo:", "smtp.password_file: not set", "smtp.timeout: 30ns is not between 1s and 10m", "smtp.backoff: cap (1m) is shorter than first (1h)", "smtp.attempts: -1"}},
		{"password in the clear", func(s *Settings) { s.SMTP.TLS, s.SMTP.User, s.SMTP.PasswordFile = NoTLS, "u", "p" }, []string{"smtp.tls: none would send the password in the clear"}},
		{"password to oneself", func(s *Settings) {
			s.SMTP.Host, s.SMTP.TLS, s.SMTP.User, s.SMTP.PasswordFile = "localhost", NoTLS, "u", "p"
		}, nil},
		{"password of nobody", func(s *Settings) { s.SMTP.PasswordFile = "p" }, []string{"smtp.user: not set"}},
		{"authority for nothing", func(s *Settings) { s.SMTP.TLS, s.SMTP.CAFile = NoTLS, "ca.pem" }, []string{"smtp.ca_file:"}},
		{"two lines", func(s *Settings) { s.Council = "a\nb"; s.SMTP.User, s.SMTP.PasswordFile = "a\r\nb", "p" }, []string{"council:", "smtp.user:"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := good
			tc.change(&s)
			got := s.Validate()
			if len(got) != len(tc.want) {
				t.Fatalf("faults %q, want %q", got, tc.want)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], tc.want[i]) {
					t.Errorf("fault %q, want %q", got[i], tc.want[i])
				}
			}
		})
	}
}

func TestNext(t *testing.T) {
	at := time.Date(2021, 7, 22, 12, 0, 0, 0, time.UTC)
	waits := func(s SMTP) (out []time.Duration) {
		for done := 1; ; done++ {
			next, ok := s.Next(done, at)
			if !ok {
				return out
			}
			out = append(out, next.Sub(at))
		}
	}
	minutes := func(n ...time.Duration) []time.Duration {
		for i := range n {
			n[i] *= time.Minute
		}
		return n
	}
	for _, tc := range []struct {
		name string
		s    SMTP
		want []time.Duration
	}{
		{"default", SMTP{}, minutes(1, 2, 4, 8, 16, 32, 64)},
		{"once", SMTP{Attempts: 1}, nil},
		{"capped", SMTP{Attempts: 6, Backoff: Backoff{time.Minute, 5 * time.Minute}}, minutes(1, 2, 4, 5, 5)},
		{"cap of the first", SMTP{Attempts: 4, Backoff: Backoff{time.Minute, time.Minute}}, minutes(1, 1, 1)},
		{"first past the usual cap", SMTP{Attempts: 3, Backoff: Backoff{First: 12 * time.Hour}}, minutes(720, 720)},
	} {
		if d := cmp.Diff(tc.want, waits(tc.s)); d != "" {
			t.Errorf("%s: %s", tc.name, d)
		}
	}
	if next, ok := (SMTP{Attempts: 100}).Next(99, at); !ok || next.Sub(at) != 6*time.Hour {
		t.Errorf("the 100th: %v, %v", next, ok)
	}
}

func TestParseAddress(t *testing.T) {
	for given, want := range map[string]string{
		"a@b.example": "a@b.example", "Returns desk <a.b+c@d-e.example>": "a.b+c@d-e.example", "  o'neill@b.example ": "o'neill@b.example",
		"": "", "a": "", "a@": "", "a@b.example, c@d.example": "", "a@b.example\r\nBcc: c@d.example": "", `"a b"@b.example`: "",
		`"a> <c@d.example"@b.example`: "", "a@[127.0.0.1]": "", "é@b.example": "", strings.Repeat("a", 250) + "@b.example": "",
	} {
		got, err := ParseAddress(given)
		if got.Address != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v", given, got.Address, err)
		}
		if err != nil && strings.ContainsAny(err.Error(), "\r\n") {
			t.Errorf("%q", err)
		}
	}
}
