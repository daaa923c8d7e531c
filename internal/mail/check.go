package mail

import (
	"context"
	"errors"
	"fmt"
)

// Check tries the mail server without sending anything: that it can be reached,
// that the connection can be made secure, that it takes the login and the
// sender. It returns what it found in words, or what is the matter and what to
// do, as an error.
func (s *Sender) Check(ctx context.Context) (string, error) {
	x, fault := s.open(ctx)
	if fault != nil {
		return "", errors.New(fault.Words)
	}
	defer x.leave()
	if err := x.trySender(ctx, s.from); err != nil {
		return "", err
	}
	words := "the mail server " + x.where + " answers"
	if state, ok := x.client.TLSConnectionState(); ok {
		words += ", over a secure connection"
		if len(state.PeerCertificates) > 0 {
			words += fmt.Sprintf(" (its certificate is good until %s)", state.PeerCertificates[0].NotAfter.Format("2 January 2006"))
		}
	} else {
		words += ", over a connection that is not secure (smtp.tls: none)"
	}
	if x.set.User != "" {
		words += fmt.Sprintf(", and takes the login of %q", x.set.User)
	}
	return words, nil
}

// trySender begins a mail and calls it off.
func (x *session) trySender(ctx context.Context, from string) error {
	a, err := ParseAddress(from)
	if err != nil {
		return fmt.Errorf("from: %w", err)
	}
	if err := x.client.Mail("<" + a.Address + ">"); err != nil {
		return errors.New(x.cannot(ctx, err, "the mail server %s does not take the sender %s: %s", x.where, a.Address, said(err)).Words)
	}
	if err := x.client.Reset(); err != nil {
		return errors.New(x.cannot(ctx, err, "the mail server %s does not let a mail be called off: %s", x.where, said(err)).Words)
	}
	return nil
}
