package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// settingsFor reaches a server without TLS and without a login.
func settingsFor(s *server) Settings {
	return Settings{From: "Returns team <returns@council.example>", SMTP: SMTP{Host: "127.0.0.1", Port: s.port(), TLS: NoTLS}}
}

// letterTo is a stored mail.
func letterTo(t *testing.T, to ...string) []byte {
	t.Helper()
	set := Settings{From: "Returns team <returns@council.example>"}
	m, err := mustLoad(t).Compose(set, Letter{Kind: ToCorrect, Facts: facts(), To: to, Date: noon, Ref: "17", File: workbook("to correct.xlsx", bytes.Repeat([]byte("\n.\r\nPK"), 3000))})
	if err != nil {
		t.Fatal(err)
	}
	return eml(t, m)
}

func outgoing(b []byte, to ...string) Outgoing {
	return Outgoing{To: to, Size: int64(len(b)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

const desk, other = "stop-smoking@service.example", "deputy@service.example"

func TestSendDeliversTheStoredBytes(t *testing.T) {
	stored := letterTo(t, desk, other)
	if !bytes.Contains(stored, []byte("X-Unsent: 1\r\n")) {
		t.Fatal("the stored mail is no draft")
	}
	s := (&server{}).start(t)
	r := NewSender(settingsFor(s), "").Send(context.Background(), outgoing(stored, other, desk))
	if r.State != Sent {
		t.Fatalf("Send: %+v", r)
	}
	want := []delivery{{from: "returns@council.example", to: []string{desk, other}, data: strings.Replace(string(stored), "X-Unsent: 1\r\n", "", 1)}}
	if d := cmp.Diff(want, s.got(), cmp.AllowUnexported(delivery{})); d != "" {
		t.Error(d)
	}
}

func TestSendSecuredAndLoggedIn(t *testing.T) {
	ca := newAuthority(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "password.txt"), []byte(thePassword+"\r\nsecond line\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		mode TLS
		auth string
	}{
		{"starttls, plain", StartTLS, "PLAIN LOGIN"},
		{"starttls, login", StartTLS, "LOGIN"},
		{"tls, plain", ImplicitTLS, "CRAM-MD5 PLAIN"},
		{"tls, login", ImplicitTLS, "NTLM LOGIN"},
		{"none, to this machine", NoTLS, "PLAIN"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := &server{auth: tc.auth, implicit: tc.mode == ImplicitTLS}
			if tc.mode != NoTLS {
				s.tls = ca.good(t)
			}
			s.start(t)
			set := settingsFor(s)
			set.SMTP.TLS, set.SMTP.User, set.SMTP.PasswordFile = tc.mode, theUser, "password.txt"
			if tc.mode != NoTLS {
				set.SMTP.CAFile = ca.file
			}
			if faults := set.Validate(); len(faults) > 0 {
				t.Fatal(faults)
			}
			r := NewSender(set, dir).Send(context.Background(), outgoing(letterTo(t, desk), desk))
			if r.State != Sent {
				t.Fatalf("Send: %+v", r)
			}
			want := []delivery{{from: "returns@council.example", to: []string{desk}, secure: tc.mode != NoTLS, user: theUser}}
			if d := cmp.Diff(want, s.got(), cmp.AllowUnexported(delivery{}), cmpopts.IgnoreFields(delivery{}, "data")); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestSendFaults has the server fail in every way that is known of it.
func TestSendFaults(t *testing.T) {
	type m map[string]string
	type at map[string]bool
	const patience = 300 * time.Millisecond
	for _, tc := range []struct {
		name    string
		server  *server
		timeout time.Duration
		to      []string
		last    bool
		want    Result
		words   string // part of them
		mails   int
	}{
		{name: "greeting 4xx", server: &server{answer: m{"greeting": "421 too busy"}}, want: Result{State: Temporary, Code: 421, Everything: true}, words: "421 too busy"},
		{name: "greeting 5xx", server: &server{answer: m{"greeting": "554 no service here"}}, want: Result{State: Temporary, Code: 554, Everything: true}, words: "does not greet"},
		{name: "no greeting", server: &server{hang: at{"greeting": true}}, timeout: patience, want: Result{State: Temporary, Everything: true}, words: "did not answer in time"},
		{name: "greeting that never ends", server: &server{dribble: true}, timeout: patience, want: Result{State: Temporary, Everything: true}, words: "not what a mail server says"},
		{name: "dropped at once", server: &server{drop: at{"greeting": true}}, want: Result{State: Temporary, Everything: true}, words: "broke the connection off"},
		{name: "EHLO 4xx", server: &server{answer: m{"EHLO": "450 later"}}, want: Result{State: Temporary, Code: 450, Everything: true}, words: "greeting"},
		{name: "EHLO 5xx", server: &server{answer: m{"EHLO": "550 who are you"}}, want: Result{State: Temporary, Code: 550, Everything: true}, words: "smtp.helo"},
		{name: "MAIL 4xx", server: &server{answer: m{"MAIL": "451 later"}}, want: Result{State: Temporary, Code: 451, Everything: true}, words: "sender returns@council.example"},
		{name: "MAIL 5xx", server: &server{answer: m{"MAIL": "550 not yours"}}, want: Result{State: Temporary, Code: 550, Everything: true}, words: "550 not yours"},
		{name: "RCPT 4xx", server: &server{answer: m{"RCPT": "450 4.7.1 greylisted"}}, want: Result{State: Temporary, Code: 450}, words: "puts off mail to " + desk},
		{name: "RCPT 4xx, last attempt", server: &server{answer: m{"RCPT": "450 greylisted"}}, last: true,
			want: Result{State: Permanent, Code: 450, Refused: []Refusal{{desk, 450, "it said 450 greylisted"}}}, words: "none of its addresses"},
		{name: "RCPT 5xx", server: &server{answer: m{"RCPT": "550 5.1.1 unknown"}},
			want: Result{State: Permanent, Code: 550, Refused: []Refusal{{desk, 550, "it said 550 5.1.1 unknown"}}}, words: "none of its addresses"},
		{name: "RCPT wants a login", server: &server{answer: m{"RCPT": "530 log in first"}}, want: Result{State: Temporary, Code: 530, Everything: true}, words: "530 log in first"},
		{name: "RCPT dropped", server: &server{drop: at{"RCPT": true}}, want: Result{State: Temporary, Everything: true}, words: "broke the connection off"},
		{name: "one of two refused", server: &server{answer: m{"RCPT " + desk: "550 unknown"}}, to: []string{desk, other}, mails: 1,
			want: Result{State: Sent, Code: 250, Refused: []Refusal{{desk, 550, "it said 550 unknown"}}}, words: "but not to " + desk},
		{name: "one of two put off", server: &server{answer: m{"RCPT " + other: "450 later"}}, to: []string{desk, other},
			want: Result{State: Temporary, Code: 450}, words: "puts off mail to " + other},
		{name: "one of two put off, last attempt", server: &server{answer: m{"RCPT " + other: "450 later"}}, to: []string{desk, other}, last: true, mails: 1,
			want: Result{State: Sent, Code: 250, Refused: []Refusal{{other, 450, "it said 450 later"}}}, words: "but not to " + other},
		{name: "DATA 4xx", server: &server{answer: m{"DATA": "451 later"}}, want: Result{State: Temporary, Code: 451}, words: "puts the mail off"},
		{name: "DATA 5xx", server: &server{answer: m{"DATA": "554 no"}}, want: Result{State: Permanent, Code: 554}, words: "refuses the mail"},
		{name: "DATA slow", server: &server{hang: at{"DATA": true}}, timeout: patience, want: Result{State: Temporary, Everything: true}, words: "did not answer in time"},
		{name: "last answer 4xx", server: &server{answer: m{"final": "452 4.2.2 mailbox of Ada Lovelace full"}}, want: Result{State: Temporary, Code: 452}, words: "it said 452 4.2.2, which mostly means that a mailbox"},
		{name: "last answer 421", server: &server{answer: m{"final": "421 going down"}}, want: Result{State: Temporary, Code: 421, Everything: true}, words: "takes no mail now"},
		{name: "last answer 5xx", server: &server{answer: m{"final": "554 5.7.1 row 3 holds 943 476 5919"}}, want: Result{State: Permanent, Code: 554}, words: "it said 554 5.7.1, which mostly means that a filter"},
		{name: "last answer is no answer", server: &server{answer: m{"final": "Lovelace"}}, want: Result{State: Uncertain}, words: "not what a mail server says", mails: 1},
		{name: "dropped after the last dot", server: &server{drop: at{"final": true}}, want: Result{State: Uncertain}, words: "broke the connection off"},
		{name: "no last answer", server: &server{hang: at{"final": true}}, want: Result{State: Uncertain}, words: "did not answer in time", mails: 1},
		{name: "said to be too large", server: &server{size: 10_000}, want: Result{State: Permanent}, words: "takes (10 kB)"},
		{name: "slow, but there", server: &server{pause: 20 * time.Millisecond}, want: Result{State: Sent, Code: 250}, words: "sent by", mails: 1},
		{name: "goodbye refused", server: &server{answer: m{"QUIT": "500 no"}}, want: Result{State: Sent, Code: 250}, words: "sent by", mails: 1},
		{name: "no STARTTLS", server: &server{}, timeout: -1, want: Result{State: Temporary, Everything: true}, words: "does not offer STARTTLS"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.server.start(t)
			set := settingsFor(tc.server)
			if tc.timeout < 0 {
				tc.timeout, set.SMTP.TLS = 0, StartTLS
			}
			set.SMTP.Timeout = tc.timeout
			to := tc.to
			if to == nil {
				to = []string{desk}
			}
			sender := NewSender(set, "")
			if tc.server.hang["final"] {
				sender.final = patience
			}
			out := outgoing(letterTo(t, to...), to...)
			out.Last = tc.last
			got := sender.Send(context.Background(), out)
			if d := cmp.Diff(tc.want, got, cmpopts.IgnoreFields(Result{}, "Words")); d != "" {
				t.Errorf("%s\n%s", got.Words, d)
			}
			if !strings.Contains(got.Words, tc.words) {
				t.Errorf("words are %q, want %q in them", got.Words, tc.words)
			}
			for _, secret := range []string{"943 476", "Lovelace"} {
				if strings.Contains(fmt.Sprint(got), secret) {
					t.Errorf("what a filter quotes is passed on: %v", got)
				}
			}
			tc.server.ended()
			if n := len(tc.server.got()); n != tc.mails {
				t.Errorf("the server has %d mails, want %d", n, tc.mails)
			}
		})
	}
}

// TestSendTooLarge has servers say so only once they have seen the mail.
func TestSendTooLarge(t *testing.T) {
	t.Run("after the last dot", func(t *testing.T) {
		s := (&server{size: 1000}).start(t)
		out := outgoing(letterTo(t, desk), desk)
		out.Size = 0 // not known, so that it isn't held against SIZE
		got := NewSender(settingsFor(s), "").Send(context.Background(), out)
		if got.State != Permanent || got.Code != 552 || !strings.Contains(got.Words, "too large") || strings.Contains(got.Words, "943") {
			t.Errorf("%+v", got)
		}
	})
	t.Run("amid the data", func(t *testing.T) {
		s := (&server{answer: map[string]string{"data": "552 5.3.4 enough"}}).start(t)
		got := NewSender(settingsFor(s), "").Send(context.Background(), outgoing(letterTo(t, desk), desk))
		if got.State != Permanent || got.Code != 552 {
			t.Errorf("%+v", got)
		}
	})
}

// TestDroppedAmidTheData: a mail larger than what lies about between two
// machines, so that winnow sees that nobody listens before it is at the end.
func TestDroppedAmidTheData(t *testing.T) {
	s := (&server{drop: map[string]bool{"data": true}}).start(t)
	stored := letterTo(t, desk)
	out := outgoing(stored, desk)
	out.Open = func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(stored), strings.NewReader(strings.Repeat("More of the same.\r\n", 3<<20)))), nil
	}
	out.BeforeData = func() error { t.Error("noted as being sent"); return nil }
	got := NewSender(settingsFor(s), "").Send(context.Background(), out)
	if got.State != Temporary || got.Everything || !strings.Contains(got.Words, "broke the connection off") {
		t.Errorf("%+v", got)
	}
}

func TestSendWontTrust(t *testing.T) {
	ca, stranger := newAuthority(t), newAuthority(t)
	soon := time.Now().Add(time.Hour)
	for _, tc := range []struct {
		name   string
		config *tls.Config
		caFile string
		answer string
		words  string
	}{
		{"unknown authority", ca.good(t), "", "", "signed by nobody whom this machine trusts"},
		{"another's authority", ca.good(t), stranger.file, "", "smtp.ca_file"},
		{"another name", ca.issue(t, soon, []string{"mail.elsewhere.example"}), ca.file, "", "certificate"},
		{"expired", ca.issue(t, time.Now().Add(-time.Hour), nil, []byte{127, 0, 0, 1}), ca.file, "", "expired"},
		{"STARTTLS refused", ca.good(t), ca.file, "454 TLS not available", "454 TLS not available"},
	} {
		for _, mode := range []TLS{StartTLS, ImplicitTLS} {
			if tc.answer != "" && mode == ImplicitTLS {
				continue
			}
			t.Run(tc.name+", "+string(mode), func(t *testing.T) {
				s := &server{tls: tc.config, implicit: mode == ImplicitTLS, answer: map[string]string{"STARTTLS": tc.answer}}
				s.start(t)
				set := settingsFor(s)
				set.SMTP.TLS, set.SMTP.CAFile = mode, tc.caFile
				got := NewSender(set, "").Send(context.Background(), outgoing(letterTo(t, desk), desk))
				if got.State != Temporary || !got.Everything || !strings.Contains(got.Words, tc.words) {
					t.Errorf("%+v", got)
				}
				if s.ended(); len(s.got()) > 0 {
					t.Error("the mail was sent all the same")
				}
			})
		}
	}
}

func TestSendRefusesBeforeItDials(t *testing.T) {
	s := (&server{}).start(t)
	to := outgoing(letterTo(t, desk), desk)
	for name, tc := range map[string]struct {
		out   Outgoing
		state State
		words string
	}{
		"another recipient": {outgoing(letterTo(t, desk), other), Permanent, "somebody else"},
		"one more":          {outgoing(letterTo(t, desk, other), desk), Permanent, "somebody else"},
		"to nobody":         {outgoing(letterTo(t)), Permanent, "addressed to nobody"},
		"no mail":           {outgoing([]byte("no mail"), desk), Permanent, "no mail, or it was cut off"},
		"no sender":         {outgoing([]byte("To: a@b.example\r\n\r\n"), "a@b.example"), Permanent, "no sender"},
		"smuggled address":  {outgoing([]byte("From: a@b.example\r\nTo: \"c@d.example> x\"@b.example\r\n\r\n"), "c@d.example"), Permanent, "is no mail address"},
		"not to be opened":  {Outgoing{To: to.To, Open: func() (io.ReadCloser, error) { return nil, os.ErrPermission }}, Temporary, "can't be opened"},
	} {
		t.Run(name, func(t *testing.T) {
			got := NewSender(settingsFor(s), "").Send(context.Background(), tc.out)
			if got.State != tc.state || !strings.Contains(got.Words, tc.words) {
				t.Errorf("%+v", got)
			}
		})
	}
	if s.ended(); s.sessions > 0 {
		t.Errorf("%d connections were made", s.sessions)
	}
}

func TestBeforeData(t *testing.T) {
	s := (&server{}).start(t)
	calls := 0
	out := outgoing(letterTo(t, desk), desk)
	out.BeforeData = func() error {
		if calls++; len(s.got()) != 0 {
			t.Error("the server had the mail before it was noted")
		}
		return nil
	}
	if r := NewSender(settingsFor(s), "").Send(context.Background(), out); r.State != Sent || calls != 1 {
		t.Errorf("%+v after %d calls", r, calls)
	}
	out.BeforeData = func() error { return errors.New("disk full") }
	r := NewSender(settingsFor(s), "").Send(context.Background(), out)
	if r.State != Temporary || !strings.Contains(r.Words, "disk full") {
		t.Errorf("%+v", r)
	}
	if s.ended(); len(s.got()) != 1 {
		t.Errorf("%d mails, want the first alone", len(s.got()))
	}
}

// breaking is a file that something happens to when all but its end is read.
type breaking struct {
	io.Reader
	atEnd func() error
}

func (b breaking) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		if e := b.atEnd(); e != nil {
			err = e
		}
	}
	return n, err
}

// TestNoHalfMailIsSent: where the mail can't be read to its end, or winnow is
// stopped just there, no last dot goes out, not even with the goodbye.
func TestNoHalfMailIsSent(t *testing.T) {
	s := (&server{}).start(t)
	stored := letterTo(t, desk)
	for range 10 {
		ctx, cancel := context.WithCancel(context.Background())
		for _, atEnd := range []func() error{
			func() error { return errors.New("input/output error") },
			func() error { cancel(); return nil },
		} {
			out := outgoing(stored, desk)
			out.Open = func() (io.ReadCloser, error) {
				return io.NopCloser(breaking{bytes.NewReader(stored), atEnd}), nil
			}
			out.BeforeData = func() error { t.Error("noted as being sent"); return nil }
			sender := NewSender(settingsFor(s), "")
			sender.set.Timeout = quitTime / 20 // what winnow waits for a reason that doesn't come
			if r := sender.Send(ctx, out); r.State != Temporary {
				t.Fatalf("%+v", r)
			}
		}
		cancel()
	}
	if s.ended(); len(s.got()) != 0 {
		t.Errorf("%d halves of mails were sent", len(s.got()))
	}
}

func TestStopping(t *testing.T) {
	for _, tc := range []struct {
		stage string
		want  State
		mails int
	}{{"greeting", Temporary, 0}, {"RCPT", Temporary, 0}, {"final", Sent, 1}} {
		t.Run(tc.stage, func(t *testing.T) {
			s := (&server{hang: map[string]bool{tc.stage: true}}).start(t)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			result := make(chan Result, 1)
			go func() {
				result <- NewSender(settingsFor(s), "").Send(ctx, outgoing(letterTo(t, desk), desk))
			}()
			<-s.reached
			cancel()
			if tc.want == Sent {
				s.letGo() // its answer comes after the stop, and is waited for
			}
			if r := <-result; r.State != tc.want || tc.want == Temporary && !strings.Contains(r.Words, "winnow was stopped") {
				t.Errorf("%+v", r)
			}
			if s.ended(); len(s.got()) != tc.mails {
				t.Errorf("%d mails, want %d", len(s.got()), tc.mails)
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	s := (&server{}).start(t)
	set := settingsFor(s)
	s.ended() // the port is free now
	got := NewSender(set, "").Send(context.Background(), outgoing(letterTo(t, desk), desk))
	if got.State != Temporary || !got.Everything || !strings.Contains(got.Words, "no mail server answers") {
		t.Errorf("%+v", got)
	}
}
