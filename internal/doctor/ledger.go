package doctor

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"winnow/internal/ledger"
	"winnow/internal/watch"
	"winnow/internal/workspace"
)

// shares says which of workspace and ledger lie on network shares.
func (p *patient) shares() []Check {
	path := workspace.LedgerPath(p.Root, p.config)
	return []Check{
		share(watch.Network(p.Root)),
		ledgerPlace(watch.Network(filepath.Dir(path)), path, p.config.LedgerOnNetwork),
	}
}

// share tells of a workspace that lies on a kind of network share, "" on none.
func share(kind string) Check {
	if kind != "" {
		return well("workspace", "lies on %s; let no machine but this run winnow in it", kind)
	}
	return well("workspace", "lies on a local disk")
}

// ledgerPlace judges where the ledger lies.
func ledgerPlace(kind, path string, agreed bool) Check {
	switch {
	case kind == "":
		return well("ledger's place", "%s, on a local disk", path)
	case agreed:
		return well("ledger's place", "%s, on %s, as ledger_on_network says: for one machine alone", path, kind)
	}
	return warn("ledger's place", "say in winnow.yaml where on this machine's own disk it may lie: ledger: PATH; or, for one machine alone, ledger_on_network: true",
		"%s lies on %s, where its locks can't be relied on", path, kind)
}

// ledger looks whether the ledger is whole, and what it knows of the work so far.
func (p *patient) ledger() []Check {
	found := append(p.secrets(), p.lock())
	path := workspace.LedgerPath(p.Root, p.config)
	r, err := ledger.OpenReader(path)
	switch {
	case errors.Is(err, ledger.ErrMissing) && workspace.Fresh(p.Root):
		return append(found, well("ledger", "none yet: the first run makes it"))
	case err != nil:
		return append(found, ill("ledger", Job, "put it back from a backup, or say in winnow.yaml where it lies", "%v", err))
	}
	defer func() { _ = r.Close() }() // it was only read
	damage, err := r.Damage()
	if err != nil {
		damage = append(damage, err.Error())
	}
	if len(damage) > 0 {
		return append(found, ill("ledger", Job, "stop the schedule, put the ledger back from a backup, then: winnow verify", "it is damaged: %s", strings.Join(damage, "; ")))
	}
	bytes := int64(0)
	if info, err := os.Stat(path); err == nil {
		bytes = info.Size()
	}
	found = append(found, well("ledger", "whole, %s, version %d", size(bytes), ledger.Version()))
	return append(found, p.work(&r.Book)...)
}

// work looks at what is unfinished, or waits for somebody.
func (p *patient) work(book *ledger.Book) []Check {
	var found []Check
	for _, look := range []func(*ledger.Book) (Check, error){unfinished, p.pulse, waiting, uncertain, unsent} {
		c, err := look(book)
		if err != nil {
			c = ill("ledger", Job, "stop the schedule, put the ledger back from a backup, then: winnow verify", "%v", err)
		}
		found = append(found, c)
	}
	return found
}

func unfinished(book *ledger.Book) (Check, error) {
	journal, err := book.Journal()
	if len(journal) > 0 {
		return warn("last commit", "the next run finishes it, unless one is at work now; if none can, see what it says", "%s not in place yet", counted(len(journal), "file is", "files are")), err
	}
	return well("last commit", "all in place"), err
}

// waiting counts the submissions that wait for a decision.
func waiting(book *ledger.Book) (Check, error) {
	all, err := book.Submissions(ledger.Filter{States: []ledger.State{ledger.Checked}})
	if len(all) > 0 {
		return warn("decisions", "winnow history --state checked lists them; winnow supersede or winnow withdraw settles each", "%s for a decision, the oldest since %s",
			counted(len(all), "submission waits", "submissions wait"), all[0].Received.Format("2 January 2006")), err
	}
	return well("decisions", "nothing waits for one"), err
}

// uncertain counts the mails that may have gone out or not.
func uncertain(book *ledger.Book) (Check, error) {
	all, err := book.Mails(ledger.MailSending)
	if len(all) > 0 {
		return warn("mails under way", "unless winnow is sending now, ask the service, then: winnow mail resend NUMBER", "%s neither sent nor not for certain", counted(len(all), "mail is", "mails are")), err
	}
	return well("mails under way", "none"), err
}

func unsent(book *ledger.Book) (Check, error) {
	all, err := book.Mails(ledger.MailFailed)
	if len(all) > 0 {
		return warn("mails failed", "winnow mail list shows why; mend it, then: winnow mail resend NUMBER", "%s given up", counted(len(all), "mail was", "mails were")), err
	}
	return well("mails failed", "none"), err
}

// lock says who is at work in the workspace now.
func (p *patient) lock() Check {
	path := p.at(".winnow/lock")
	if _, err := os.Stat(path); err != nil {
		return well("lock", "nobody is at work") // never used: the first run makes it
	}
	held, err := locked(path)
	switch {
	case err != nil:
		return ill("lock", Job, "let the file system allow locks (NFS: version 4, or a running lockd), or move the workspace", "files can't be locked: %v", err)
	case !held:
		return well("lock", "nobody is at work")
	}
	if who := holder(path); who != "" {
		return well("lock", "winnow is at work now: %s", who)
	}
	return well("lock", "winnow is at work now, on this machine or another")
}
