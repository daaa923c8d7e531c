// Package mail turns the letters that go to services into mails: subject and
// body from templates that the council can edit, the mail as an .eml file that
// any mail program opens, and, where a mail server is set, the sending of that
// very file.
//
// Start reading at Templates.Compose, which makes a Message; Message.WriteEML
// writes its bytes; Sender.Send sends a stored file.
//
// It is a leaf: it knows neither returns nor runs nor the ledger. It keeps no
// state, so whoever calls it says when a mail is tried again (SMTP.Next) and
// notes what became of it (Result). It must never put a cell's value into a
// subject or a body: Facts has no place for one.
package mail

// Kind is what a mail is for. It is also the name of its template, without ".txt".
type Kind string

// The kinds of mail.
const (
	ToCorrect Kind = "to-correct"       // the workbook of what to correct or explain
	Receipt   Kind = "receipt"          // a return with nothing open
	Refused   Kind = "refused"          // a file that could not be used
	DueSoon   Kind = "reminder-due"     // returns that are due soon
	Overdue   Kind = "reminder-overdue" // returns that are late; may name some that are only due
	Revision  Kind = "revision"         // an earlier period differs from what was accepted
	Waiting   Kind = "waiting"          // to the operator: a file waits for a decision
)

// Kinds are all kinds, in the order in which they are told to people.
var Kinds = []Kind{ToCorrect, Receipt, Refused, DueSoon, Overdue, Revision, Waiting}

// Dir is the workspace's folder of edited templates.
const Dir = "mail"

// file is the name of the kind's template.
func (k Kind) file() string { return string(k) + ".txt" }
