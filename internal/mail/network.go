package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/textproto"
	"strings"
	"syscall"
)

// networkWords says what is the matter with a connection.
func networkWords(err error) string {
	if words := certificateWords(err); words != "" {
		return words
	}
	var (
		notTLS  tls.RecordHeaderError
		alert   tls.AlertError
		timeout net.Error
		dns     *net.DNSError
		babble  textproto.ProtocolError
	)
	switch {
	case errors.As(err, &babble):
		return "what it says is not what a mail server says" // and may quote the mail
	case errors.Is(err, context.Canceled):
		return "winnow was stopped"
	case errors.As(err, &dns) && dns.IsNotFound:
		return "no machine of this name is known"
	case errors.As(err, &dns):
		return "the machine's name could not be looked up"
	case errors.Is(err, syscall.ECONNREFUSED), strings.Contains(err.Error(), "actively refused"):
		return "the machine is there, but no mail server answers at this port"
	case errors.As(err, &notTLS):
		return "it does not speak TLS here: if the port is 25 or 587, smtp.tls is starttls or none"
	case errors.As(err, &alert):
		return "it broke off the TLS handshake (" + alert.Error() + ")"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "it did not answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed),
		strings.Contains(err.Error(), "forcibly closed"), strings.Contains(err.Error(), "connection was aborted"): // Windows
		return "it broke the connection off"
	}
	return oneLine(err.Error())
}

// certificateWords says what is the matter with the server's certificate; ""
// where it is something else.
func certificateWords(err error) string {
	var (
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
		check   *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &unknown):
		return "its certificate is signed by nobody whom this machine trusts: if it is the council's own authority, name the authority's certificate in smtp.ca_file"
	case errors.As(err, &name):
		return "its certificate is for another name (" + oneLine(strings.Join(name.Certificate.DNSNames, ", ")) + "): write the name that the certificate has into smtp.host"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "its certificate has expired or is not valid yet, or this machine's clock is wrong"
	case errors.As(err, &check):
		return "its certificate can't be trusted (" + oneLine(check.Err.Error()) + ")"
	}
	return ""
}
