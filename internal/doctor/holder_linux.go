package doctor

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// holder names the process of this machine that holds a file's lock, "" where the
// system doesn't say.
func holder(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	f, err := os.Open("/proc/locks")
	if err != nil {
		return ""
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() { // "1: FLOCK  ADVISORY  WRITE 708 08:01:12345 0 EOF"
		w := strings.Fields(lines.Text())
		if len(w) < 6 || w[1] != "FLOCK" || w[3] != "WRITE" || !strings.HasSuffix(w[5], fmt.Sprintf(":%d", st.Ino)) {
			continue
		}
		if w[4] == "0" || w[4] == "-1" {
			return "" // of another container
		}
		return "process " + w[4]
	}
	return ""
}
