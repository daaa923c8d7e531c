// Package postbox puts a mail beside each letter of a commit, and sends what is
// queued.
//
// Start reading at Box.Put, which is part of a commit: the .eml lies beside its
// letter, and where a mail server is set the same transaction of the ledger queues
// it. Send comes afterwards and tells the ledger what became of each mail. The words
// are package mail's; this package adds who gets what.
package postbox

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"winnow/internal/ledger"
	"winnow/internal/mail"
	"winnow/internal/nearest"
	"winnow/internal/workspace"
	"winnow/rules"
)

// Box writes the mails of a workspace.
type Box struct {
	settings  mail.Settings
	templates *mail.Templates
	services  []rules.Service
	council   string
	contact   string
}

// Open reads the council's templates. The error is mail.Faults where those are to
// blame.
func Open(root string, c workspace.Config, services []rules.Service) (*Box, error) {
	templates, err := mail.Load(os.DirFS(path.Join(root, mail.Dir)), nearest.Of)
	if err != nil {
		return nil, err
	}
	settings := c.Mail
	if settings.Council == "" {
		settings.Council = c.Council
	}
	return &Box{settings: settings, templates: templates, services: services, council: settings.Council, contact: c.Contact}, nil
}

// Item is a letter that a mail goes with.
type Item struct {
	Kind       mail.Kind
	Service    string // "" for the operator
	Period     string
	Submission int64      // 0 where it is about several or none
	SHA256     string     // of the file it is about, where there is no submission
	Facts      mail.Facts // Council, Service, Contact and Ask are filled in by Put
	At         string     // where the .eml goes, within the workspace
	File       string     // the letter, within the workspace; "" for words alone
	Digest     string     // its SHA-256
	Now        time.Time
}

// Put makes the mail part of a commit. For the operator it does so only where the
// settings give an address.
func (b *Box) Put(stage *workspace.Stage, it Item) error {
	to, ok := b.address(&it)
	if !ok {
		return nil
	}
	letter := mail.Letter{Kind: it.Kind, Facts: it.Facts, Date: it.Now, Ref: fmt.Sprintf("%d %s %d", it.Submission, it.At, stage.Ledger.RunID())}
	if it.File != "" {
		size, err := stage.Size(it.File)
		if err != nil {
			return err
		}
		letter.File = &mail.Attachment{Name: path.Base(it.File), Path: it.File, Size: size, SHA256: it.Digest, Open: func() (io.ReadCloser, error) { return stage.Open(it.File) }}
	}
	if to != "" {
		letter.To = []string{to}
	}
	m, err := b.templates.Compose(b.settings, letter)
	if err != nil {
		return fmt.Errorf("writing the mail %s: %w", it.At, err)
	}
	m.Draft = !b.sends(to)
	digest, err := stage.Put(it.At, m.WriteEML)
	if err != nil {
		return err
	}
	sum := it.SHA256
	if it.Submission != 0 {
		sum = ""
	}
	state := ledger.MailDraft
	if b.sends(to) {
		state = ledger.MailQueued
	}
	return errors.Join(
		stage.Ledger.Write(ledger.Letter{Submission: it.Submission, SHA256: sum, Kind: ledger.LetterMail, Path: it.At, Digest: digest}),
		stage.Ledger.Post(ledger.Mail{Submission: it.Submission, SHA256: sum, Kind: string(it.Kind), Service: it.Service, Period: it.Period, Address: to, MessageID: m.MessageID(), Path: it.At, Digest: digest, State: state}))
}

func (b *Box) sends(to string) bool { return b.settings.Sends() && to != "" }

// address fills in who a mail is to, and returns the address: "" for one that a
// person has to find. It returns false for a mail to an operator without one.
func (b *Box) address(it *Item) (string, bool) {
	it.Facts.Council, it.Facts.Ask = b.council, b.contact
	if it.Service == "" {
		to := b.settings.OperatorAddress()
		return to, to != ""
	}
	it.Facts.Service = it.Service
	for _, s := range b.services {
		if s.Service == it.Service {
			if s.Name != "" {
				it.Facts.Service = s.Name
			}
			it.Facts.Contact = s.Contact
			return s.Email, true
		}
	}
	return "", true
}

// Faults is what is wrong with the templates of a workspace, for whoever asks before
// a run does.
func Faults(root string) error {
	_, err := mail.Load(os.DirFS(path.Join(root, mail.Dir)), nearest.Of)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
