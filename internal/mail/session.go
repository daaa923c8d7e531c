package mail

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// session is a talk with the mail server, past greeting, TLS and login.
type session struct {
	set    SMTP          // with defaults
	final  time.Duration // how long the last answer may take
	where  string
	conn   *patientConn
	client *smtp.Client
	stop   func() bool // ends the connection's following of the context
}

// open begins a session. Where it can't, the result says why; it meets every
// mail alike.
func (s *Sender) open(ctx context.Context) (*session, *Result) {
	x := &session{set: s.set, final: s.final, where: net.JoinHostPort(s.set.Host, strconv.Itoa(s.set.Port))}
	config, err := s.tlsConfig()
	if err != nil {
		return nil, x.cannot(ctx, err, "%v", err)
	}
	dialler := net.Dialer{Timeout: x.set.Timeout}
	raw, err := dialler.DialContext(ctx, "tcp", x.where)
	if err != nil {
		return nil, x.cannot(ctx, err, "the mail server %s can't be reached: %s", x.where, networkWords(err))
	}
	x.conn = newPatientConn(raw, x.set.Timeout)
	x.stop = x.conn.follow(ctx, 0)
	if fault := x.begin(ctx, config); fault != nil {
		x.close()
		return nil, fault
	}
	if fault := s.login(ctx, x); fault != nil {
		x.close()
		return nil, fault
	}
	return x, nil
}

// begin greets the server and secures the connection.
func (x *session) begin(ctx context.Context, config *tls.Config) *Result {
	var conn net.Conn = x.conn
	if x.set.TLS == ImplicitTLS {
		secure := tls.Client(x.conn, config)
		if err := secure.HandshakeContext(ctx); err != nil {
			return x.cannot(ctx, err, "no secure connection to the mail server %s: %s", x.where, networkWords(err))
		}
		conn = secure
	}
	var err error
	if x.client, err = smtp.NewClient(conn, x.set.Host); err != nil {
		return x.cannot(ctx, err, "the mail server %s does not greet: %s%s", x.where, said(err), x.perhapsTLS(err))
	}
	x.client.SkipSMTPUTF8(true) // addresses are ASCII, and not every next server takes it
	if err := x.client.Hello(x.helo()); err != nil {
		return x.cannot(ctx, err, "the mail server %s does not take this machine's greeting (smtp.helo): %s", x.where, said(err))
	}
	if x.set.TLS != StartTLS {
		return nil
	}
	if offered, _ := x.client.Extension("STARTTLS"); !offered {
		return x.cannot(ctx, nil, "the mail server %s does not offer STARTTLS, and without it nothing is sent: smtp.tls may have to be tls (mostly port 465) or none", x.where)
	}
	if err := x.client.StartTLS(config); err != nil {
		return x.cannot(ctx, err, "no secure connection to the mail server %s: %s", x.where, said(err))
	}
	return nil
}

// perhapsTLS is a hint where a server waits for TLS and so says nothing.
func (x *session) perhapsTLS(err error) string {
	if x.set.TLS != ImplicitTLS && replyCode(err) == 0 && x.set.Port == 465 {
		return "; at port 465, smtp.tls is mostly tls"
	}
	return ""
}

// helo is the name that this machine gives.
func (x *session) helo() string {
	if x.set.Helo != "" {
		return x.set.Helo
	}
	name, err := os.Hostname()
	if err != nil || !only(name, "-.") || name == "" {
		return "localhost"
	}
	return name
}

// cannot is a result that meets every mail alike; winnow's own stopping is said
// as such, and not as a fault of the server's.
func (x *session) cannot(ctx context.Context, err error, format string, args ...any) *Result {
	r := blocked(err, format, args...)
	if ctx.Err() != nil {
		r.Words = fmt.Sprintf("stopped before the mail was sent by %s: %s", x.where, networkWords(ctx.Err()))
	}
	return &r
}

// quitTime is how long a server may take over its goodbye, which nothing hangs on.
const quitTime = 2 * time.Second

// leave says goodbye and closes.
func (x *session) leave() {
	x.conn.endAfter(min(quitTime, x.set.Timeout))
	_ = x.client.Quit() // the mail is sent or not, whatever the server says now
	x.close()
}

// close breaks the connection off.
func (x *session) close() {
	x.stop()
	_ = x.conn.Close() // nothing is left to lose
}
