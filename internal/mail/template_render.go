package mail

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"text/template"
)

// Render writes the words of a mail. Facts stand in it on one line each,
// whatever they hold.
func (t *Templates) Render(k Kind, f Facts) (Text, error) {
	p := t.kinds[k]
	if p == nil {
		return Text{}, fmt.Errorf("no mail is of the kind %q", k)
	}
	text, err := p.render(f)
	if err == nil && text.Subject == "" {
		err = errors.New("the subject comes out empty")
	}
	if err != nil {
		return Text{}, fmt.Errorf("writing the mail %s/%s: %w", Dir, k.file(), err)
	}
	return text, nil
}

func (p *pair) render(f Facts) (Text, error) {
	f = f.clean()
	subject, err := execute(p.subject, f)
	if err != nil {
		return Text{}, err
	}
	body, err := execute(p.body, f)
	if err != nil {
		return Text{}, err
	}
	return Text{Subject: oneLine(subject), Body: tidy(body)}, nil
}

func execute(t *template.Template, f Facts) (string, error) {
	w := &bounded{left: maxText}
	if err := t.Execute(w, f); err != nil {
		return "", err
	}
	return w.String(), nil
}

// tidy takes out what sentences that were left out leave behind: spaces at the
// ends of lines, a single space at their beginning, more than one empty line.
func tidy(s string) string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if rest, ok := strings.CutPrefix(line, " "); ok && !strings.HasPrefix(rest, " ") {
			line = rest
		}
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n") + "\n"
}

// bounded is a buffer that a template gone astray can't fill the memory with.
type bounded struct {
	bytes.Buffer
	left int
}

var errTooLong = fmt.Errorf("the text comes out longer than %s", Size(maxText))

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errTooLong
	}
	return b.Buffer.Write(p)
}
