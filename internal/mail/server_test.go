package mail

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// server is a mail server on this machine that does what a test asks of it.
// A stage is greeting, EHLO, STARTTLS, AUTH, MAIL, RCPT, "RCPT <address>", DATA,
// data (the first line of the mail) or final (the answer to the last dot).
type server struct {
	implicit bool              // TLS from the first byte
	tls      *tls.Config       // nil for none offered
	auth     string            // mechanisms offered, such as "PLAIN LOGIN"
	size     int               // SIZE offered, and held to
	answer   map[string]string // at a stage, this and not the usual
	drop     map[string]bool   // at a stage, the connection is closed
	hang     map[string]bool   // at a stage, no answer until release or the test's end
	pause    time.Duration     // before every answer
	dribble  bool              // the greeting never ends

	reached chan string   // stages at which hang took hold
	release chan struct{} // closed to let them go on

	listener net.Listener
	done     sync.WaitGroup
	mu       sync.Mutex
	mails    []delivery
	sessions int
}

// delivery is a mail that the server took.
type delivery struct {
	from, data string
	to         []string
	secure     bool
	user       string
}

const theUser, thePassword = "returns", "pa:ss wörd"

// start opens the server; the test's end closes it.
func (s *server) start(t *testing.T) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.listener, s.reached, s.release = l, make(chan string, 10), make(chan struct{})
	s.done.Add(1)
	go func() {
		defer s.done.Done()
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.done.Add(1)
			go func() {
				defer s.done.Done()
				s.serve(c)
			}()
		}
	}()
	t.Cleanup(func() {
		l.Close()
		s.letGo()
		s.done.Wait()
	})
	return s
}

func (s *server) letGo() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.release:
	default:
		close(s.release)
	}
}

// ended waits until every session so far is over.
func (s *server) ended() {
	s.listener.Close()
	s.letGo()
	s.done.Wait()
}

func (s *server) got() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]delivery(nil), s.mails...)
}

func (s *server) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// talk is one session.
type talk struct {
	*server
	conn   net.Conn
	r      *bufio.Reader
	secure bool
	user   string
}

func (s *server) serve(c net.Conn) {
	defer func() { c.Close() }()
	s.mu.Lock()
	s.sessions++
	s.mu.Unlock()
	if s.implicit {
		c = tls.Server(c, s.tls)
	}
	k := &talk{server: s, conn: c, r: bufio.NewReader(c), secure: s.implicit}
	defer func() { k.conn.Close() }()
	if s.dribble {
		for {
			if _, err := io.WriteString(c, "2"); err != nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	if !k.say("greeting", "220 loopback ESMTP") {
		return
	}
	k.converse()
}

// say answers at a stage; false where the session is over.
func (k *talk) say(stage, usual string) bool {
	if k.drop[stage] {
		return false
	}
	if k.hang[stage] {
		k.reached <- stage
		<-k.release
	}
	time.Sleep(k.pause)
	if a := k.answer[stage]; a != "" {
		usual = a
	}
	_, err := io.WriteString(k.conn, usual+"\r\n")
	return err == nil && !strings.HasPrefix(usual, "421")
}

func (k *talk) line() (string, bool) {
	l, err := k.r.ReadString('\n')
	return strings.TrimRight(l, "\r\n"), err == nil
}

func (k *talk) converse() {
	var d delivery
	for {
		line, ok := k.line()
		if !ok {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		switch verb {
		case "EHLO", "HELO":
			ok = k.say("EHLO", k.hello())
		case "STARTTLS":
			if ok = k.say("STARTTLS", "220 go on"); ok && k.answer["STARTTLS"] == "" {
				k.conn = tls.Server(k.conn, k.tls)
				k.r, k.secure = bufio.NewReader(k.conn), true
			}
		case "AUTH":
			ok = k.login(rest)
		case "MAIL":
			d = delivery{from: between(rest), secure: k.secure, user: k.user}
			ok = k.say("MAIL", "250 sender ok")
		case "RCPT":
			to, stage := between(rest), "RCPT"
			if k.answer["RCPT "+to] != "" {
				stage += " " + to
			}
			if ok = k.say(stage, "250 recipient ok"); ok && k.answer[stage] == "" {
				d.to = append(d.to, to)
			}
		case "DATA":
			if ok = k.say("DATA", "354 go on"); ok && k.answer["DATA"] == "" {
				ok = k.data(&d)
			}
		case "RSET", "NOOP":
			ok = k.say(verb, "250 ok")
		case "QUIT":
			k.say("QUIT", "221 bye")
			return
		case "*":
			ok = k.say("*", "501 called off")
		default:
			ok = k.say(verb, "502 not known")
		}
		if !ok {
			return
		}
	}
}

func between(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}

func (k *talk) hello() string {
	lines := []string{"loopback", "8BITMIME", "SMTPUTF8"}
	if k.tls != nil && !k.secure {
		lines = append(lines, "STARTTLS")
	}
	if k.auth != "" && (k.secure || k.tls == nil) {
		lines = append(lines, "AUTH "+k.auth)
	}
	if k.size > 0 {
		lines = append(lines, fmt.Sprintf("SIZE %d", k.size))
	}
	for i := range lines {
		sep := "-"
		if i == len(lines)-1 {
			sep = " "
		}
		lines[i] = "250" + sep + lines[i]
	}
	return strings.Join(lines, "\r\n")
}

func (k *talk) login(rest string) bool {
	if a := k.answer["AUTH"]; a != "" || k.drop["AUTH"] || k.hang["AUTH"] {
		return k.say("AUTH", a)
	}
	mechanism, first, _ := strings.Cut(rest, " ")
	var user, password string
	switch mechanism {
	case "PLAIN":
		parts := strings.Split(decode(first), "\x00")
		if len(parts) == 3 {
			user, password = parts[1], parts[2]
		}
	case "LOGIN":
		user, password = k.ask("Username:"), k.ask("Password:")
	}
	if user != theUser || password != thePassword {
		return k.say("login", "535 5.7.8 wrong")
	}
	k.user = user
	return k.say("login", "235 welcome")
}

func (k *talk) ask(what string) string {
	k.say("ask", "334 "+base64.StdEncoding.EncodeToString([]byte(what)))
	l, _ := k.line()
	return decode(l)
}

func decode(s string) string {
	b, _ := base64.StdEncoding.DecodeString(s)
	return string(b)
}

func (k *talk) data(d *delivery) bool {
	var b strings.Builder
	for n := 0; ; n++ {
		line, err := k.r.ReadString('\n')
		if err != nil || n == 0 && k.drop["data"] {
			return false
		}
		if line == ".\r\n" {
			break
		}
		if !strings.HasSuffix(line, "\r\n") {
			return k.say("bare", "500 a line end without CR") && false
		}
		b.WriteString(strings.TrimPrefix(line, "."))
		if k.answer["data"] != "" { // says why at once, and breaks off
			k.say("data", "")
			k.drain()
			return false
		}
	}
	d.data = b.String()
	if k.size > 0 && b.Len() > k.size {
		return k.say("large", "552 5.3.4 message too large: found NHS number 943 476 5919")
	}
	if k.drop["final"] {
		return false
	}
	if !strings.HasPrefix(k.answer["final"], "4") && !strings.HasPrefix(k.answer["final"], "5") {
		k.mu.Lock()
		k.mails = append(k.mails, *d)
		k.mu.Unlock()
	}
	return k.say("final", "250 2.0.0 queued")
}

// drain reads what is left, so that closing does not wipe the answer out.
func (k *talk) drain() {
	if c, ok := k.conn.(interface{ CloseWrite() error }); ok {
		_ = c.CloseWrite()
	}
	_, _ = io.Copy(io.Discard, k.r)
}

// authority is a council's own certificate authority.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string // in PEM
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{key: newKey(t), cert: &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Council authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}}
	der, err := x509.CreateCertificate(rand.Reader, a.cert, a.cert, a.key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	a.file = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(a.file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// issue returns a server's settings with a certificate for the names.
func (a *authority) issue(t *testing.T, until time.Time, names []string, ips ...net.IP) *tls.Config {
	t.Helper()
	key := newKey(t)
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "mail"}, DNSNames: names, IPAddresses: ips,
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, a.cert, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// good is a certificate for this machine.
func (a *authority) good(t *testing.T) *tls.Config {
	return a.issue(t, time.Now().Add(time.Hour), nil, net.IPv4(127, 0, 0, 1))
}
