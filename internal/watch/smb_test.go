//go:build linux

package watch

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// The tests in this file share a folder by Samba on this machine and read it as a
// client. Mounting SMB in the kernel needs its cifs module, which few test machines
// have; smbnetfs is the same client (libsmbclient) by way of FUSE.

const smbConfig = `[global]
server role = standalone server
map to guest = Bad User
guest account = root
interfaces = lo
bind interfaces only = yes
smb ports = 445
disable netbios = yes
load printers = no
lock directory = %[1]s
state directory = %[1]s
cache directory = %[1]s
private dir = %[1]s
pid directory = %[1]s
log file = %[1]s/log
[inbox]
path = %[2]s
read only = no
guest ok = yes
guest only = yes
`

// share is a folder as the server has it and as a client sees it.
type share struct {
	t              *testing.T
	server, client string
	config         string
	smbd           *exec.Cmd
}

func newShare(t *testing.T) *share {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("sharing a folder needs root")
	}
	for _, program := range []string{"smbd", "smbnetfs", "fusermount"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("no SMB server or client here (Debian: apt-get install samba smbnetfs fuse): ", err)
		}
	}
	if c, err := net.Dial("tcp", "127.0.0.1:445"); err == nil {
		c.Close()
		t.Skip("this machine shares folders itself (port 445 is in use)")
	}
	dir := t.TempDir()
	s := &share{t: t, server: filepath.Join(dir, "share"), config: filepath.Join(dir, "smb.conf")}
	home, mount := filepath.Join(dir, "home"), filepath.Join(dir, "mnt")
	for _, d := range []string{s.server, mount, filepath.Join(home, ".smb"), filepath.Join(dir, "state")} {
		s.must(os.MkdirAll(d, 0o755))
	}
	s.must(os.WriteFile(s.config, fmt.Appendf(nil, smbConfig, filepath.Join(dir, "state"), s.server), 0o644))
	s.must(os.WriteFile(filepath.Join(home, ".smb", "smbnetfs.conf"), []byte("auth \"guest\" \"\"\nhost 127.0.0.1 visible=true\n"), 0o600))
	s.must(os.WriteFile(filepath.Join(home, ".smb", "smb.conf"), []byte("[global]\n"), 0o600))
	s.serve()
	s.mount(home, mount)
	return s
}

func (s *share) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *share) serve() {
	s.t.Helper()
	s.smbd = exec.Command("smbd", "-F", "-s", s.config, "--no-process-group")
	s.smbd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // with the server's children
	s.must(s.smbd.Start())
	smbd := s.smbd
	s.t.Cleanup(func() { end(smbd) })
}

// end kills a program with its children and waits for it.
func end(c *exec.Cmd) {
	if c.ProcessState == nil {
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
		_ = c.Wait()
	}
}

func (s *share) mount(home, at string) {
	s.t.Helper()
	fuse := exec.Command("smbnetfs", "-f", at, "-o", "direct_io,config="+filepath.Join(home, ".smb", "smbnetfs.conf"))
	fuse.Env = append(os.Environ(), "HOME="+home)
	fuse.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	s.must(fuse.Start())
	s.t.Cleanup(func() {
		_ = exec.Command("fusermount", "-u", "-z", at).Run()
		end(fuse)
	})
	s.client = filepath.Join(at, "127.0.0.1", "inbox")
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if _, err := os.ReadDir(s.client); err == nil {
			return
		} else if time.Now().After(deadline) {
			s.t.Skip("the share can't be mounted here: ", err)
		}
	}
}

// TestShare watches as a client what others drop on the server, and has the server
// die and come back.
func TestShare(t *testing.T) {
	s := newShare(t)
	l := startLive(t, Config{Root: s.client})
	drop := func(name string) {
		t.Helper()
		s.must(os.MkdirAll(filepath.Dir(filepath.Join(s.server, name)), 0o777))
		s.must(os.WriteFile(filepath.Join(s.server, name), []byte("a,b\n1,2\n"), 0o666))
	}
	drop("a.csv")
	l.wantTaken("a.csv")
	drop("service/b.csv")
	l.wantTaken("a.csv", "service/b.csv")
	if modes := l.kinds(ModeChosen); len(modes) != 1 || modes[0].Mode != Poll {
		t.Errorf("modes of a network folder: %v", modes)
	} else {
		t.Log(modes[0])
	}
	end(s.smbd)
	until(t, "the share is missed", func() bool { return len(l.kinds(RootGone)) == 1 })
	t.Log(l.kinds(RootGone)[0])
	drop("c.csv")
	s.serve()
	l.wantTaken("a.csv", "c.csv", "service/b.csv")
	if n := len(l.kinds(RootBack)); n != 1 {
		t.Errorf("told %d times that the share is back", n)
	}
	for name, n := range l.taken {
		if n != 1 {
			t.Errorf("%s was taken %d times", name, n)
		}
	}
}

// TestShareOnItsServer watches the folder where it lies while a client copies into it
// slowly: the kernel tells that the server still has the file open.
func TestShareOnItsServer(t *testing.T) {
	s := newShare(t)
	l := startLive(t, Config{Root: s.server, Clock: newFastClock(), Settle: 2 * time.Second})
	f, err := os.Create(filepath.Join(s.client, "slow.csv"))
	s.must(err)
	for range 3 {
		_, err := f.WriteString("a,b\n")
		s.must(err)
		time.Sleep(700 * time.Millisecond) // 14 s of the watch's time, a settled file by size and time
	}
	until(t, "the reason it waits", func() bool { return len(l.kinds(Waits)) > 0 })
	if names := l.names(); len(names) > 0 {
		t.Errorf("taken while a client was writing it: %v", names)
	}
	s.must(f.Close())
	l.wantTaken("slow.csv")
	t.Log(l.kinds(Waits)[0], l.kinds(ModeChosen)[0])
}
