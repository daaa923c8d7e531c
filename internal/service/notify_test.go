//go:build unix

package service

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// listen is systemd's end: a socket in a short folder, as its name has at most 107 bytes.
func listen(t *testing.T, name string) *net.UnixConn {
	t.Helper()
	if name == "" {
		dir, err := os.MkdirTemp("", "sd")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		name = filepath.Join(dir, "notify")
	}
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	t.Setenv("NOTIFY_SOCKET", name)
	t.Setenv("WATCHDOG_USEC", "")
	t.Setenv("WATCHDOG_PID", "")
	return conn
}

// heard reads a message; "" when none has come.
func heard(t *testing.T, conn *net.UnixConn) string {
	t.Helper()
	wait := 20 * time.Second
	return heardWithin(t, conn, wait)
}

func heardWithin(t *testing.T, conn *net.UnixConn, wait time.Duration) string {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(wait)); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 4096)
	n, err := conn.Read(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(b[:n])
}

func TestRunTellsSystemd(t *testing.T) {
	for name, socket := range map[string]string{"a file": "", "an abstract name": "@winnow-test-" + strconv.Itoa(os.Getpid())} {
		t.Run(name, func(t *testing.T) {
			if strings.HasPrefix(socket, "@") && runtime.GOOS != "linux" {
				t.Skip("only Linux has sockets without a file")
			}
			conn := listen(t, socket)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			done := make(chan error, 1)
			release := make(chan bool)
			go func() {
				done <- Run(ctx, "winnow", func(ctx context.Context, ready func()) error {
					ready()
					ready()
					if err := Status("watching\nREADY=0"); err != nil {
						return err
					}
					<-ctx.Done()
					<-release
					return nil
				})
			}()
			got := []string{heard(t, conn), heard(t, conn)}
			cancel()
			got = append(got, heard(t, conn)) // before the work has ended
			close(release)
			if err := next(t, done, "the end of Run"); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"READY=1", "STATUS=watching READY=0", "STOPPING=1"}, got); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			if more := heardWithin(t, conn, time.Millisecond); more != "" {
				t.Errorf("and then %q", more)
			}
		})
	}
}

func TestRunReturnsFaults(t *testing.T) {
	fault := errors.New("the folder is gone")
	work := func(_ context.Context, ready func()) error {
		ready()
		return fault
	}
	t.Run("of the work", func(t *testing.T) {
		conn := listen(t, "")
		if err := Run(t.Context(), "winnow", work); !errors.Is(err, fault) || err.Error() != fault.Error() {
			t.Errorf("Run returned %v, want %v", err, fault)
		}
		if diff := cmp.Diff([]string{"READY=1", "STOPPING=1"}, []string{heard(t, conn), heard(t, conn)}); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
	})
	t.Run("of telling", func(t *testing.T) {
		t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "nobody"))
		err := Run(t.Context(), "winnow", work)
		if !errors.Is(err, fault) || !strings.Contains(err.Error(), "telling systemd") {
			t.Errorf("Run returned %v, want both faults", err)
		}
	})
}

func TestRunPlain(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	ran := false
	if err := Run(t.Context(), "winnow", func(_ context.Context, ready func()) error { ready(); ran = true; return nil }); err != nil || !ran {
		t.Errorf("Run: ran %v, %v", ran, err)
	}
	if !Interactive() {
		t.Error("not interactive without a service manager")
	}
	if err := Status("x"); err != nil {
		t.Error(err)
	}
}

func TestHeartbeat(t *testing.T) {
	conn := listen(t, "")
	if Interactive() {
		t.Error("interactive under systemd")
	}
	Heartbeat()()
	t.Setenv("WATCHDOG_USEC", "3600000000")
	t.Setenv("WATCHDOG_PID", "1")
	Heartbeat()() // another process's
	if got := heardWithin(t, conn, time.Millisecond); got != "" {
		t.Errorf("without a watchdog: %q", got)
	}
	t.Setenv("WATCHDOG_PID", strconv.Itoa(os.Getpid()))
	beat := Heartbeat()
	for range 1000 {
		beat()
	}
	if got := heard(t, conn); got != "WATCHDOG=1" {
		t.Errorf("the first beat: %q", got)
	}
	if got := heardWithin(t, conn, time.Millisecond); got != "" {
		t.Errorf("beats of the same quarter of an hour: %q", got)
	}
	t.Setenv("WATCHDOG_USEC", "1")
	beat = Heartbeat()
	beat()
	time.Sleep(time.Millisecond)
	beat()
	if got := []string{heard(t, conn), heard(t, conn)}; got[0] != "WATCHDOG=1" || got[1] != "WATCHDOG=1" {
		t.Errorf("beats a while apart: %q", got)
	}
}
