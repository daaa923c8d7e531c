package doctor

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"winnow/internal/convert"
	"winnow/internal/mail"
	"winnow/internal/nearest"
)

func (p *patient) machine() []Check {
	path, err := convert.Program()
	return []Check{office(path, err, p.config.Convert != "")}
}

// office judges whether LibreOffice is found, and wanted.
func office(path string, missing error, wanted bool) Check {
	switch {
	case missing == nil && !wanted:
		return well("LibreOffice", "%s; not used, as winnow.yaml has no convert:", path)
	case missing == nil:
		return well("LibreOffice", "%s", path)
	case wanted:
		return ill("LibreOffice", Mending, "install it, or take convert: out of winnow.yaml", "not installed, so .xls, .xlsb and .ods files are refused")
	}
	return well("LibreOffice", "not installed, and not asked for")
}

// program tells which winnow this is.
func program(version string) Check {
	cgo := "without cgo"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "CGO_ENABLED" && s.Value == "1" {
				cgo = "with cgo"
			}
		}
	}
	return well("program", "winnow %s, %s, %s/%s, %s", version, runtime.Version(), runtime.GOOS, runtime.GOARCH, cgo)
}

// mails looks at the texts that mails are made of.
func (p *patient) mails() []Check {
	if _, err := mail.Load(os.DirFS(p.at(mail.Dir)), nearest.Of); err != nil {
		return []Check{ill("mail texts", Settings, "mend the file in "+mail.Dir+"/, or delete it: winnow's own text is used then", "%s", strings.ReplaceAll(err.Error(), "\n", "; "))}
	}
	return []Check{well("mail texts", "can be used")}
}

// server asks the mail server, where there is one, whether it would take a mail.
func (p *patient) server(ctx context.Context) Check {
	if !p.config.Mail.Sends() {
		return well("mail server", "not asked, as none is set: mails are written as files and sent by people")
	}
	patience := p.Patience
	if patience == 0 {
		patience = 30 * time.Second
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	words, err := mail.NewSender(p.config.Mail, p.Root).Check(ctx)
	if err != nil {
		return ill("mail server", Mending, "mails stay queued until it answers; mend mail: smtp: in winnow.yaml, or ask who runs it", "%v", err)
	}
	return well("mail server", "%s", words)
}
