package mail

import "testing"

func TestOneLine(t *testing.T) {
	for given, want := range map[string]string{
		"a\r\nBcc: b": "a Bcc: b", " a\t\u00a0\u2028b\vc ": "a b c", "a\x00b\x1b[1m": "ab[1m",
		"\u202egnp.exe\u2066": "gnp.exe", "\xffa": "\ufffda", "Môn 日本 😀": "Môn 日本 😀", "": "",
	} {
		if got := oneLine(given); got != want {
			t.Errorf("%q is %q, want %q", given, got, want)
		}
	}
}
