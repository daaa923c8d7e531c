package mail

import (
	"errors"
	"fmt"
	"net/textproto"
	"strings"
)

// State is what became of an attempt to send a mail.
type State string

// What may become of an attempt.
const (
	Sent      State = "sent"      // the server has taken the mail on
	Temporary State = "temporary" // not sent; to be tried again (SMTP.Next)
	Permanent State = "permanent" // not sent; trying again won't help: the address or the mail is refused
	Uncertain State = "uncertain" // handed over, and no answer came: it may have been sent or not. To be told, never sent again unasked
)

// Result is what became of an attempt. Nothing in it comes from the mail's body
// or attachment: what a server says after it has seen those is reduced to its
// code, as filters quote what they find.
type Result struct {
	State State
	Code  int    // the server's reply code; 0 where it gave none
	Words string // what happened, for the operator
	// Refused are the addresses that don't get the mail. With State Sent, the
	// others do.
	Refused []Refusal
	// Everything says that no other mail would fare better now: the server can't
	// be reached, does not let winnow in, or does not take its sender.
	Everything bool
}

// Refusal is an address that the server did not take.
type Refusal struct {
	Address string
	Code    int
	Words   string
}

// replyCode returns the server's reply code, 0 where the error is none of its replies.
func replyCode(err error) int {
	if reply := (*textproto.Error)(nil); errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}

// maxSaid is how many characters of a server's words are passed on.
const maxSaid = 200

// said is what the server said before it saw the mail, on one line.
func said(err error) string {
	reply := (*textproto.Error)(nil)
	if !errors.As(err, &reply) {
		return networkWords(err)
	}
	words := []rune(oneLine(reply.Msg))
	if len(words) > maxSaid {
		words = append(words[:maxSaid], []rune("… (shortened)")...)
	}
	return fmt.Sprintf("it said %d %s", reply.Code, string(words))
}

// saidOfContent is what the server said after it saw the mail: its code, the
// extended code (RFC 3463) and what the two commonly mean.
func saidOfContent(err error) string {
	reply := (*textproto.Error)(nil)
	if !errors.As(err, &reply) {
		return networkWords(err)
	}
	code := fmt.Sprint(reply.Code)
	extended, _, _ := strings.Cut(reply.Msg, " ")
	if len(extended) >= len("5.0.0") && len(extended) <= len("5.000.000") && strings.Trim(extended, "0123456789.") == "" {
		code += " " + extended
	}
	return "it said " + code + meaning(reply.Code, extended)
}

func meaning(code int, extended string) string {
	switch {
	case code == 552 || strings.HasSuffix(extended, ".3.4") || strings.HasSuffix(extended, ".2.3"):
		return ", which mostly means that the mail is too large: a smaller max_attachment has its path told instead"
	case code == 554 || strings.Contains(extended, ".7."):
		return ", which mostly means that a filter does not let the mail or its attachment pass"
	case code == 452 || strings.HasSuffix(extended, ".2.2"):
		return ", which mostly means that a mailbox or the server's disk is full"
	}
	return ""
}

// blocked is a result that meets every mail alike.
func blocked(err error, format string, args ...any) Result {
	return Result{State: Temporary, Code: replyCode(err), Words: fmt.Sprintf(format, args...), Everything: true}
}
