package mail

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	ca := newAuthority(t)
	dir := t.TempDir()
	for name, content := range map[string]string{"good.txt": thePassword, "wrong.txt": "guess\n", "empty.txt": "\nlater\n", "no.pem": "hello"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		name   string
		server *server
		change func(*Settings)
		words  string
		fault  string
	}{
		{"all well", &server{auth: "PLAIN"}, func(*Settings) {}, `over a secure connection (its certificate is good until `, ""},
		{"login well", &server{auth: "PLAIN"}, func(*Settings) {}, `takes the login of "returns"`, ""},
		{"not secure", &server{}, func(s *Settings) {
			s.SMTP.TLS, s.SMTP.User, s.SMTP.CAFile, s.SMTP.PasswordFile = NoTLS, "", "", ""
		}, "not secure", ""},
		{"wrong password", &server{auth: "PLAIN"}, func(s *Settings) { s.SMTP.PasswordFile = "wrong.txt" }, "", `does not take the login of "returns": it said 535 5.7.8 wrong`},
		{"wrong password, LOGIN", &server{auth: "LOGIN"}, func(s *Settings) { s.SMTP.PasswordFile = "wrong.txt" }, "", "535"},
		{"empty password", &server{auth: "PLAIN"}, func(s *Settings) { s.SMTP.PasswordFile = "empty.txt" }, "", "the first line of empty.txt is empty"},
		{"no password file", &server{auth: "PLAIN"}, func(s *Settings) { s.SMTP.PasswordFile = "gone.txt" }, "", "smtp.password_file"},
		{"no login offered", &server{}, func(*Settings) {}, "", "offers no login here"},
		{"strange login", &server{auth: "NTLM XOAUTH2"}, func(*Settings) {}, "", "offers logins that winnow does not know (NTLM XOAUTH2)"},
		{"no ca file", &server{auth: "PLAIN"}, func(s *Settings) { s.SMTP.CAFile = "gone.pem" }, "", "smtp.ca_file"},
		{"ca file of something else", &server{auth: "PLAIN"}, func(s *Settings) { s.SMTP.CAFile = "no.pem" }, "", "holds no certificate"},
		{"sender not taken", &server{auth: "PLAIN", answer: map[string]string{"MAIL": "550 not yours"}}, func(*Settings) {}, "", "does not take the sender returns@council.example"},
		{"TLS where none is", &server{}, func(s *Settings) { s.SMTP.TLS = ImplicitTLS }, "", "does not speak TLS here"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.name != "not secure" && tc.name != "TLS where none is" {
				tc.server.tls = ca.good(t)
			}
			tc.server.start(t)
			set := settingsFor(tc.server)
			set.SMTP.TLS, set.SMTP.CAFile, set.SMTP.User, set.SMTP.PasswordFile = StartTLS, ca.file, theUser, "good.txt"
			tc.change(&set)
			words, err := NewSender(set, dir).Check(context.Background())
			got, want := words, tc.words
			if err != nil {
				got, want = err.Error(), tc.fault
			}
			if (err != nil) != (tc.fault != "") || !strings.Contains(got, want) {
				t.Errorf("Check: %q, %v", words, err)
			}
			if strings.Contains(got, thePassword) {
				t.Errorf("the password is told: %s", got)
			}
			if tc.server.ended(); len(tc.server.got()) > 0 {
				t.Error("a mail was sent")
			}
		})
	}
}
