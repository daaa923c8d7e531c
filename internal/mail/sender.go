package mail

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"
)

// Sender sends stored mails by the mail server of the settings. It may be used
// by several goroutines; each mail has a connection of its own.
type Sender struct {
	set   SMTP // with defaults
	final time.Duration
	from  string
	dir   string
}

// NewSender returns a sender for settings that Validate has passed. dir is the
// folder below which password_file and ca_file lie.
func NewSender(s Settings, dir string) *Sender {
	set := s.SMTP.withDefaults()
	return &Sender{set: set, final: finalPatience * set.Timeout, from: s.From, dir: dir}
}

// Outgoing is a stored mail that is to be sent.
type Outgoing struct {
	// To are the addresses that the ledger has for it, without names. The mail
	// goes to those that its own headers name; where the two differ it goes to
	// nobody.
	To []string
	// Open opens the .eml file, which is closed again, and read through once.
	Open func() (io.ReadCloser, error)
	// Size is the file's, in bytes; 0 for not known.
	Size int64
	// BeforeData is called once everything but the last bytes has been handed
	// over, and before those: from here on the mail may be sent whether or not an
	// answer comes back. Where it fails, the mail isn't sent. nil for none.
	BeforeData func() error
	// Last says that the mail won't be tried again: an address that the server
	// puts off then counts as refused, and the others get the mail. Otherwise
	// nobody gets it until all may have it, so that nobody gets it twice.
	Last bool
}

// finalPatience is how many times the set timeout a server may take over its
// last answer, in which it looks for viruses and for a place to keep the mail.
// RFC 5321 (4.5.3.2.6) would have ten minutes: to break off too early leaves it
// uncertain whether the mail was sent.
const finalPatience = 10

// Send sends a mail. When the context ends, what is under way is broken off,
// save that a server that has been handed the whole mail still has the set
// timeout to say whether it took it.
func (s *Sender) Send(ctx context.Context, out Outgoing) Result {
	file, err := out.Open()
	if err != nil {
		return Result{State: Temporary, Words: fmt.Sprintf("the stored mail can't be opened: %v", err)}
	}
	defer file.Close()
	letter, err := readStored(file)
	if err != nil {
		return Result{State: Permanent, Words: fmt.Sprintf("the stored mail can't be sent: %v", err)}
	}
	if !letter.sameAddresses(out.To) {
		return Result{State: Permanent, Words: "the stored mail is addressed to somebody else than it was written for, so it is sent to nobody"}
	}
	x, fault := s.open(ctx)
	if fault != nil {
		return *fault
	}
	defer x.leave()
	return x.deliver(ctx, letter, out)
}

// deliver hands a mail over.
func (x *session) deliver(ctx context.Context, letter *stored, out Outgoing) Result {
	if limit := x.sizeLimit(); limit > 0 && out.Size > limit {
		return Result{State: Permanent, Words: fmt.Sprintf("the mail is larger (%s) than the mail server %s takes (%s): a smaller max_attachment has its path told instead", Size(out.Size), x.where, Size(limit))}
	}
	if err := x.client.Mail("<" + letter.from + ">"); err != nil {
		return *x.cannot(ctx, err, "the mail server %s does not take the sender %s: %s", x.where, letter.from, said(err))
	}
	refused, fault := x.recipients(ctx, letter.to, out.Last)
	if fault != nil {
		return *fault
	}
	if len(refused) == len(letter.to) {
		return Result{State: Permanent, Code: refused[0].Code, Refused: refused, Words: fmt.Sprintf("the mail server %s takes none of its addresses: %s: %s", x.where, refused[0].Address, refused[0].Words)}
	}
	r := x.content(ctx, letter, out.BeforeData)
	r.Refused = refused
	if r.State == Sent && len(refused) > 0 {
		r.Words += fmt.Sprintf(", but not to %s: %s", refused[0].Address, refused[0].Words)
		if more := len(refused) - 1; more > 0 {
			r.Words += fmt.Sprintf(" (and not to %d more)", more)
		}
	}
	return r
}

// sizeLimit is the largest mail that the server says it takes; 0 for not known.
func (x *session) sizeLimit() int64 {
	_, limit := x.client.Extension("SIZE")
	n, err := strconv.ParseInt(limit, 10, 64)
	if err != nil {
		return 0 // a server need not say
	}
	return n
}

// recipients names the addresses to the server. It returns those that it
// refuses, or a result where the mail must wait.
func (x *session) recipients(ctx context.Context, to []string, last bool) ([]Refusal, *Result) {
	var refused []Refusal
	for _, address := range to {
		err := x.client.Rcpt("<" + address + ">")
		code := replyCode(err)
		switch {
		case err == nil:
		case code == 530 || code == 421 || code == 0: // a login is asked for, or the server goes away
			return nil, x.cannot(ctx, err, "the mail server %s takes no mail now: %s", x.where, said(err))
		case code >= 500 || last:
			refused = append(refused, Refusal{address, code, said(err)})
		default:
			r := Result{State: Temporary, Code: code, Words: fmt.Sprintf("the mail server %s puts off mail to %s: %s", x.where, address, said(err))}
			return nil, &r
		}
	}
	return refused, nil
}

// content hands over the mail itself. Wherever it gives up between DATA and the
// last bytes it closes the connection: a goodbye would end the data first, and so
// send the mail.
func (x *session) content(ctx context.Context, letter *stored, before func() error) Result {
	w, err := x.client.Data()
	if err != nil {
		return x.refusal(ctx, err, said)
	}
	if _, err := letter.WriteTo(w); err != nil {
		return x.brokenOff(ctx, err)
	}
	if !x.stop() { // from here on a stop is waited out: it would leave the mail uncertain
		x.close()
		return *x.cannot(ctx, ctx.Err(), "")
	}
	if before != nil {
		if err := before(); err != nil {
			x.close()
			return Result{State: Temporary, Words: fmt.Sprintf("not sent, as it could not be noted: %v", err)}
		}
	}
	x.conn.wait(x.final)
	x.stop = x.conn.follow(ctx, x.set.Timeout)
	return x.verdict(w.Close())
}

// brokenOff is the result where the mail could not be handed over whole. Some
// servers say why before they break off.
func (x *session) brokenOff(ctx context.Context, err error) Result {
	defer x.close()
	x.conn.endAfter(min(quitTime, x.set.Timeout))
	if _, _, answer := x.client.Text.ReadResponse(250); replyCode(answer) >= 400 {
		return x.refusal(ctx, answer, saidOfContent)
	}
	return Result{State: Temporary, Words: fmt.Sprintf("the mail could not be handed over to %s: %s", x.where, networkWords(err))}
}

// refusal is the result of a reply that refuses the mail as a whole.
func (x *session) refusal(ctx context.Context, err error, words func(error) string) Result {
	switch code := replyCode(err); {
	case code == 421 || code == 530 || code == 0:
		return *x.cannot(ctx, err, "the mail server %s takes no mail now: %s", x.where, words(err))
	case code >= 500:
		return Result{State: Permanent, Code: code, Words: fmt.Sprintf("the mail server %s refuses the mail: %s", x.where, words(err))}
	default:
		return Result{State: Temporary, Code: code, Words: fmt.Sprintf("the mail server %s puts the mail off: %s", x.where, words(err))}
	}
}

// verdict is the result of the server's last answer.
func (x *session) verdict(err error) Result {
	switch code := replyCode(err); {
	case err == nil || code >= 200 && code < 300:
		return Result{State: Sent, Code: 250, Words: "sent by " + x.where}
	case code >= 400 && code < 600:
		return x.refusal(context.Background(), err, saidOfContent)
	}
	return Result{State: Uncertain, Words: fmt.Sprintf("handed over to the mail server %s, but it is not certain that it took it: %s", x.where, saidOfContent(err))}
}
