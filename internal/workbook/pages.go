package workbook

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// RefusalInput is a file that could not be used.
type RefusalInput struct {
	FileName string
	Reason   string // what is the matter with it, in words
	Fix      string // what to do
	Received time.Time
	SHA256   string
	Contact  string
}

// labelWidth aligns the facts of a page of text.
const labelWidth = 26

// WriteRefusal writes a page of text that says why a file could not be used
// and what to do.
func WriteRefusal(w io.Writer, in RefusalInput) error {
	title := "We could not use this file"
	lines := []string{title, underline(title), ""}
	lines = append(lines, facts([][2]string{{"File", in.FileName}, {"Received", receivedWords(in.Received)}})...)
	lines = append(lines, "", "What is the matter", "", fold(sentence(in.Reason)))
	if fix := oneLine(in.Fix); fix != "" {
		lines = append(lines, "", "What to do", "", fold(fix))
	}
	lines = append(lines, "", "Nothing from this file has been counted. If we hold an earlier file of yours for", "the period, that one still stands.")
	return finish(w, append(lines, closing(in.Contact, in.SHA256)...))
}

// WriteWaiting writes a page of text that says why a file waits for whoever
// collects the returns to decide.
func WriteWaiting(w io.Writer, in RefusalInput) error {
	title := "This file waits for a decision"
	lines := []string{title, underline(title), ""}
	lines = append(lines, facts([][2]string{{"File", in.FileName}, {"Received", receivedWords(in.Received)}})...)
	lines = append(lines, "", "Why", "", fold(sentence(in.Reason)), "",
		"Nothing from this file has been counted. What was accepted before still stands.",
		"The original is in the archive.")
	return finish(w, append(lines, closing(in.Contact, in.SHA256)...))
}

// pageWidth is how many characters a line of a page of text may have.
const pageWidth = 80

// fold sets a text in, on lines that fit on the page.
func fold(s string) string { return flow(s, "  ") }

// flow sets a text on lines that fit on the page, each after the same margin.
func flow(s, margin string) string {
	var b strings.Builder
	used := 0
	for _, word := range strings.Fields(s) {
		n := utf8.RuneCountInString(word)
		switch {
		case used == 0 || used+1+n > pageWidth:
			if used > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(margin)
			used = len(margin) + n
		default:
			b.WriteByte(' ')
			used += 1 + n
		}
		b.WriteString(word)
	}
	return b.String()
}

// sentence gives a reason its capital and its full stop.
func sentence(s string) string {
	s = capital(oneLine(s))
	if s != "" && !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

// capital begins a text with a capital.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

func closing(to, fingerprint string) []string {
	who := "Reply to whoever sent you this page."
	if oneLine(to) != "" {
		who = contact(to)
	}
	out := []string{"", fact("Who to ask", who)}
	if fingerprint != "" {
		out = append(out, "", "File fingerprint (SHA-256), which tells this exact file from any other:", oneLine(fingerprint))
	}
	return out
}

func receivedWords(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return timeWords(t)
}

func facts(pairs [][2]string) []string {
	var out []string
	for _, p := range pairs {
		if value := oneLine(p[1]); value != "" {
			out = append(out, fact(p[0], value))
		}
	}
	return out
}

// fact sets a label and what it says on lines that fit on the page.
func fact(label, value string) string {
	margin := strings.Repeat(" ", labelWidth+1)
	head := label + ":" + strings.Repeat(" ", max(1, labelWidth-len(label)))
	if utf8.RuneCountInString(head+value) <= pageWidth || len(head) > len(margin) {
		return head + value
	}
	return head + strings.TrimPrefix(flow(value, margin), margin)
}

func underline(s string) string { return strings.Repeat("=", len([]rune(s))) }

func finish(w io.Writer, lines []string) error {
	if _, err := io.WriteString(w, paragraphs(lines...)); err != nil {
		return fmt.Errorf("writing a page of text: %w", err)
	}
	return nil
}
