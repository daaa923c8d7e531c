package mail

import (
	"fmt"
	"net/mail"
	"strings"
)

// maxAddress is the longest address that mail servers must take (RFC 5321, 4.5.3.1.3).
const maxAddress = 254

// ParseAddress reads one address, with a name before it or without:
// "Returns desk <returns@council.gov.uk>". Addresses with quotes, spaces or
// letters outside ASCII are refused: servers disagree on them, and quoted ones
// have been used to smuggle in a second recipient.
func ParseAddress(s string) (mail.Address, error) {
	a, err := mail.ParseAddress(s)
	if err != nil {
		return mail.Address{}, fmt.Errorf("%q is no mail address: write it as name@council.gov.uk or Name <name@council.gov.uk>", oneLine(s))
	}
	local, domain, _ := cutLast(a.Address)
	switch {
	case len(a.Address) > maxAddress:
		return mail.Address{}, fmt.Errorf("the mail address %q is longer than %d characters", a.Address, maxAddress)
	case !only(local, "!#$%&'*+-/=?^_`{|}~."), !only(domain, "-."), domain == "":
		return mail.Address{}, fmt.Errorf("the mail address %q holds characters that not every mail server takes: use letters a to z, digits, full stops and hyphens", oneLine(a.Address))
	}
	a.Name = oneLine(a.Name)
	return *a, nil
}

func cutLast(address string) (local, domain string, found bool) {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return address, "", false
	}
	return address[:i], address[i+1:], true
}

// only reports whether s has ASCII letters, digits and the others given, and
// no more.
func only(s, others string) bool {
	for _, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && (r > 0x7e || !strings.ContainsRune(others, r)) {
			return false
		}
	}
	return true
}
