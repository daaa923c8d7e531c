package service

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// notifySocket returns where systemd listens (sd_notify(3)), "" for nowhere.
func notifySocket() string { return os.Getenv("NOTIFY_SOCKET") }

// notify sends a line to systemd; without it, it does nothing. A socket whose name
// begins with @ has no file: net gives it its leading zero.
func notify(state string) error {
	socket := notifySocket()
	if socket == "" {
		return nil
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("telling systemd: %w", err)
	}
	_, err = conn.Write([]byte(state))
	if err := errors.Join(err, conn.Close()); err != nil {
		return fmt.Errorf("telling systemd: %w", err)
	}
	return nil
}

// Status has `systemctl status` show a line of text; elsewhere it does nothing.
// Line ends become spaces, as each line would be an order of its own.
func Status(text string) error {
	return notify("STATUS=" + strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == 0 {
			return ' '
		}
		return r
	}, text))
}

// Heartbeat returns a function to call while all goes well, as often as one likes: it
// sends WATCHDOG=1 four times in the interval that systemd asks for, which restarts a
// service whose heart stops. It does nothing where systemd asks for none. A beat that
// can't be sent is not reported: systemd notices that it is missing.
func Heartbeat() func() {
	every := watchdogInterval()
	if every == 0 {
		return func() {}
	}
	var mu sync.Mutex
	var last time.Time
	return func() {
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now(); last.IsZero() || now.Sub(last) >= every/4 {
			if notify("WATCHDOG=1") == nil {
				last = now
			}
		}
	}
}

// watchdogInterval is how long systemd waits for a beat; 0 where it waits for none,
// or for one of another process.
func watchdogInterval() time.Duration {
	if pid := os.Getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return 0
	}
	usec, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64)
	if err != nil || usec <= 0 || notifySocket() == "" {
		return 0
	}
	return time.Duration(usec) * time.Microsecond
}
