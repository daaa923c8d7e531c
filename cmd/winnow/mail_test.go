package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"winnow/internal/ledger"
)

// postOffice is a mail server on loopback that keeps what it is handed, and fails
// as it is told.
type postOffice struct {
	listener net.Listener
	mu       sync.Mutex
	got      map[string]int // how often each mail came, by its Message-ID
	to       []string
	refuse   string        // the answer to RCPT; "" to take every address
	drops    bool          // breaks the connection off in place of the answer to the last byte
	hold     chan struct{} // the answer to the last byte waits for this; nil not to
	handed   chan struct{} // is told each time a whole mail has come
}

func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p := &postOffice{listener: l, got: map[string]int{}, handed: make(chan struct{}, 100)}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
	return p
}

func (p *postOffice) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewScanner(c)
	in.Buffer(nil, 1<<24)
	say := func(s string) { fmt.Fprintf(c, "%s\r\n", s) }
	say("220 loopback")
	for in.Scan() {
		switch word, _, _ := strings.Cut(strings.ToUpper(in.Text()), " "); word {
		case "RCPT":
			p.mu.Lock()
			answer := p.refuse
			p.mu.Unlock()
			if answer != "" {
				say(answer)
				continue
			}
			p.mu.Lock()
			p.to = append(p.to, in.Text())
			p.mu.Unlock()
			say("250 ok")
		case "DATA":
			say("354 go on")
			p.take(in)
			if p.drops {
				return
			}
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// take reads a mail to its final dot, and keeps it once it may answer.
func (p *postOffice) take(in *bufio.Scanner) {
	id := ""
	for in.Scan() && in.Text() != "." {
		if v, ok := strings.CutPrefix(in.Text(), "Message-ID: "); ok {
			id = v
		}
	}
	p.mu.Lock()
	p.got[id]++
	hold := p.hold
	p.mu.Unlock()
	p.handed <- struct{}{}
	if hold != nil {
		<-hold
	}
}

func (p *postOffice) set(refuse string, hold chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse, p.hold = refuse, hold
}

// received returns how many mails came, and demands that none came twice.
func (p *postOffice) received(t *testing.T) int {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, n := range p.got {
		if n != 1 {
			t.Errorf("the mail %s came %d times", id, n)
		}
	}
	return len(p.got)
}

// mailWorkspace is the as-received sample in a workspace that sends by p.
func mailWorkspace(t *testing.T, p *postOffice) string {
	t.Helper()
	dir := sampleWorkspace(t)
	f, err := os.OpenFile(filepath.Join(dir, "winnow.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = fmt.Fprintf(f, "mail:\n  from: Returns team <returns@council.example>\n  smtp: {host: 127.0.0.1, port: %d, tls: none, timeout: 5s}\n", p.listener.Addr().(*net.TCPAddr).Port)
	must(t, errors.Join(err, f.Close()))
	return dir
}

func mailsIn(t *testing.T, dir string) map[string]int {
	t.Helper()
	r, err := ledger.OpenReader(filepath.Join(dir, "winnow.db"))
	must(t, err)
	defer r.Close()
	all, err := r.Mails()
	must(t, err)
	states := map[string]int{}
	for _, m := range all {
		states[m.State]++
	}
	return states
}

// TestMailsGoOutOnce: every letter's mail is sent, to its own service, once, however
// often winnow is run, and one that the server puts off is sent later.
func TestMailsGoOutOnce(t *testing.T) {
	p := openPostOffice(t)
	p.set("451 not now", nil)
	dir := mailWorkspace(t, p)
	run(t, dir)
	if got, states := p.received(t), mailsIn(t, dir); got != 0 || states[ledger.MailQueued] != 13 {
		t.Fatalf("put off: %d came, the ledger has %v", got, states)
	}
	p.set("", nil)
	run(t, dir) // the clock stands still: their time has not come
	if got := p.received(t); got != 0 {
		t.Errorf("%d mails were tried again before their time", got)
	}
	later := winnowProcess("run", "-w", dir)
	later.Env = append(later.Env, fmt.Sprint("SOURCE_DATE_EPOCH=", 1625558400+3600))
	if out, err := later.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got, states := p.received(t), mailsIn(t, dir); got != 13 || states[ledger.MailSent] != 13 {
		t.Fatalf("an hour later: %d came, the ledger has %v", got, states)
	}
	run(t, dir)
	p.received(t)
	for _, to := range p.to {
		if !strings.Contains(to, "@derbyshire.example") {
			t.Errorf("a mail went to %s", to)
		}
	}
}

// TestAMailUnderWayIsNotSentTwice: winnow is killed when the server has the mail and
// has not answered. Nobody knows whether it went out: it is told, not sent again,
// until somebody asks.
func TestAMailUnderWayIsNotSentTwice(t *testing.T) {
	p := openPostOffice(t)
	hold := make(chan struct{})
	p.set("", hold)
	dir := mailWorkspace(t, p)
	c := winnowProcess("run", "-w", dir)
	must(t, c.Start())
	select {
	case <-p.handed:
	case <-time.After(time.Minute):
		t.Fatal("no mail came")
	}
	must(t, c.Process.Kill())
	_ = c.Wait() // killed
	close(hold)
	p.set("", nil)
	again := winnowProcess("run", "-w", dir)
	out, err := again.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "it may have gone out or not") {
		t.Errorf("the run after the kill: %v\n%s", err, out)
	}
	if states := mailsIn(t, dir); states[ledger.MailSending] != 1 || states[ledger.MailSent] != 12 {
		t.Errorf("the ledger has %v", states)
	}
	p.received(t)
	if out, err := winnowProcess("mail", "resend", "1", "-w", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if states := mailsIn(t, dir); states[ledger.MailSent] != 13 {
		t.Errorf("after it was asked for again the ledger has %v", states)
	}
}

// TestRunsAtOnceSendOnce: several runs at once, and run beside them, send each mail
// once.
func TestRunsAtOnceSendOnce(t *testing.T) {
	p := openPostOffice(t)
	dir := mailWorkspace(t, p)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			c := winnowProcess("run", "-w", dir)
			if out, _ := c.CombinedOutput(); c.ProcessState.ExitCode() > exitToCorrect {
				t.Errorf("a run beside others ended with %d\n%s", c.ProcessState.ExitCode(), out)
			}
		})
	}
	all.Wait()
	if got, states := p.received(t), mailsIn(t, dir); got != 13 || states[ledger.MailSent] != 13 {
		t.Errorf("%d came, the ledger has %v", got, states)
	}
}
