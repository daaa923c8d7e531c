package mail

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// maxAnswers is how many bytes a server may say in one session.
const maxAnswers = 1 << 20

var errTalkative = errors.New("it says more than any mail server does")

// patientConn is a connection whose server has a certain time to answer: from
// each thing that winnow writes, not from each byte that it sends back, so that
// a server that dribbles is not waited for any longer. It is used by one
// goroutine, and by a context's end.
type patientConn struct {
	net.Conn
	said int64 // bytes read

	mu       sync.Mutex
	patience time.Duration
	end      time.Time // when all is over; zero for not set
}

func newPatientConn(c net.Conn, patience time.Duration) *patientConn {
	p := &patientConn{Conn: c, patience: patience}
	p.renew()
	return p
}

func (c *patientConn) Read(b []byte) (int, error) {
	if c.said > maxAnswers {
		return 0, errTalkative
	}
	n, err := c.Conn.Read(b)
	c.said += int64(n)
	return n, err
}

func (c *patientConn) Write(b []byte) (int, error) {
	c.renew()
	return c.Conn.Write(b)
}

// wait sets the patience from the next write on.
func (c *patientConn) wait(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.patience = d
}

func (c *patientConn) renew() {
	c.mu.Lock()
	defer c.mu.Unlock()
	deadline := time.Now().Add(c.patience)
	if !c.end.IsZero() && c.end.Before(deadline) {
		deadline = c.end
	}
	_ = c.Conn.SetDeadline(deadline) // fails only on a closed connection, where the write fails too
}

// endAfter has everything end after d at the latest; a later end than one set
// before changes nothing.
func (c *patientConn) endAfter(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if end := time.Now().Add(d); c.end.IsZero() || end.Before(c.end) {
		c.end = end
	}
	_ = c.Conn.SetDeadline(c.end) // as in renew
}

// follow ends the connection d after the context does. The function that it
// returns stops that, and reports whether it was in time to.
func (c *patientConn) follow(ctx context.Context, d time.Duration) (stop func() bool) {
	return context.AfterFunc(ctx, func() { c.endAfter(d) })
}
