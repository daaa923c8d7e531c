package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// traceable says that a write can be picked out by its number here.
const traceable = true

// asTracer makes the test binary start winnow and watch its writes to disk, the
// n-th of which kills it or fails: "count 0", "kill 57", "fail 57" (that one),
// "full 57" (that one and all that follow, for want of room), "unsafe 57" (nothing
// can be made safe on the disk from there on, though all else works). A process of its own, since waiting
// for what is traced would take the tests' other children away from them. The
// last line of standard error says how many writes there were.
const asTracer = "WINNOW_TEST_TRACER"

// tracer is a winnow whose system calls are watched.
type tracer struct {
	root    int // its process
	what    string
	n, seen int
	fails   map[int]syscall.Errno // threads in a call that is made to fail
	threads map[int]bool
	code    int
}

// traceMain runs winnow as asTracer says and ends with its exit code, or with
// 137 where it was killed.
func traceMain(spec string) {
	runtime.LockOSThread() // the thread that starts a process is the one that traces it
	t := &tracer{fails: map[int]syscall.Errno{}, threads: map[int]bool{}}
	if _, err := fmt.Sscan(spec, &t.what, &t.n); err != nil {
		panic(err)
	}
	env := append(os.Environ(), asProcess+"=1")
	p, err := os.StartProcess(os.Args[0], os.Args, &os.ProcAttr{
		Env: env, Files: []*os.File{os.Stdin, os.Stdout, os.Stderr},
		Sys: &syscall.SysProcAttr{Ptrace: true, Pdeathsig: syscall.SIGKILL},
	})
	if err == nil {
		t.root = p.Pid
		err = t.watch()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tracing:", err)
		os.Exit(125)
	}
	fmt.Fprintln(os.Stderr, "writes:", t.seen)
	os.Exit(t.code)
}

func (t *tracer) watch() error {
	var status unix.WaitStatus
	if _, err := wait(t.root, &status); err != nil {
		return err
	}
	t.threads[t.root] = true
	const options = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_EXITKILL
	if err := unix.PtraceSetOptions(t.root, options); err != nil {
		return err
	}
	for tid := t.root; ; {
		if err := t.step(tid, status); err != nil && !errors.Is(err, unix.ESRCH) { // it may be gone: killed
			return err
		}
		var err error
		if tid, err = wait(-1, &status); err != nil {
			return err
		}
		if tid == t.root && !status.Stopped() {
			t.code = status.ExitStatus()
			if t.code < 0 { // by a signal
				t.code = 128 + int(status.Signal())
			}
			return nil
		}
	}
}

func wait(pid int, status *unix.WaitStatus) (int, error) {
	for {
		tid, err := unix.Wait4(pid, status, unix.WALL, nil)
		if !errors.Is(err, unix.EINTR) {
			return tid, err
		}
	}
}

// step deals with one stop of a thread and lets it go on.
func (t *tracer) step(tid int, status unix.WaitStatus) error {
	if !status.Stopped() {
		return nil
	}
	signal := 0
	switch stop := status.StopSignal(); {
	case stop == unix.SIGTRAP|0x80:
		if err := t.call(tid); err != nil {
			return err
		}
	case stop == unix.SIGTRAP: // a new thread, or the start
	case stop == unix.SIGSTOP && !t.threads[tid]:
		t.threads[tid] = true
	default:
		signal = int(stop)
	}
	return unix.PtraceSyscall(tid, signal)
}

// call deals with the beginning or the end of a system call.
func (t *tracer) call(tid int) error {
	var info callInfo
	if _, _, errno := unix.Syscall6(unix.SYS_PTRACE, unix.PTRACE_GET_SYSCALL_INFO, uintptr(tid), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0); errno != 0 {
		return errno
	}
	if info.Op == unix.PTRACE_SYSCALL_INFO_EXIT {
		return t.fail(tid)
	}
	errno, writes := t.write(info)
	if !writes {
		return nil
	}
	t.seen++
	switch {
	case t.what == "kill" && t.seen == t.n:
		return unix.Kill(t.root, unix.SIGKILL)
	case t.what == "fail" && t.seen == t.n:
	case t.what == "full" && t.seen >= t.n && errno == unix.ENOSPC:
	case t.what == "unsafe" && t.seen >= t.n && (info.Number == unix.SYS_FSYNC || info.Number == unix.SYS_FDATASYNC):
	default:
		return nil
	}
	t.fails[tid] = errno
	return t.registers(tid, func(r *unix.PtraceRegs) { r.Orig_rax = ^uint64(0) }) // no call at all
}

// fail gives a call that was left out its error.
func (t *tracer) fail(tid int) error {
	errno, ok := t.fails[tid]
	if !ok {
		return nil
	}
	delete(t.fails, tid)
	return t.registers(tid, func(r *unix.PtraceRegs) { r.Rax = -uint64(errno) })
}

func (t *tracer) registers(tid int, change func(*unix.PtraceRegs)) error {
	var r unix.PtraceRegs
	if err := unix.PtraceGetRegs(tid, &r); err != nil {
		return err
	}
	change(&r)
	return unix.PtraceSetRegs(tid, &r)
}

// callInfo is the kernel's struct ptrace_syscall_info at a call's beginning.
type callInfo struct {
	Op       uint8
	_        [3]uint8
	Arch     uint32
	IP, SP   uint64
	Number   uint64
	Argument [6]uint64
}

// write says whether a call changes the disk, and with what error it may fail.
func (t *tracer) write(c callInfo) (syscall.Errno, bool) {
	switch c.Number {
	case unix.SYS_OPENAT:
		return unix.ENOSPC, c.Argument[2]&unix.O_CREAT != 0
	case unix.SYS_WRITE, unix.SYS_PWRITE64, unix.SYS_WRITEV, unix.SYS_FTRUNCATE, unix.SYS_COPY_FILE_RANGE:
		return unix.ENOSPC, t.onDisk(c.Argument[0])
	case unix.SYS_FSYNC, unix.SYS_FDATASYNC:
		return unix.EIO, true
	case unix.SYS_MKDIRAT, unix.SYS_MKDIR:
		return unix.ENOSPC, true
	case unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_RENAME:
		return unix.EIO, true
	case unix.SYS_UNLINKAT, unix.SYS_UNLINK:
		return unix.EIO, true
	}
	return 0, false
}

// onDisk tells a file from a pipe, an event, a terminal.
func (t *tracer) onDisk(fd uint64) bool {
	name, err := os.Readlink("/proc/" + strconv.Itoa(t.root) + "/fd/" + strconv.FormatUint(fd, 10))
	return err == nil && fd > 2 && strings.HasPrefix(name, "/") && !strings.HasPrefix(name, "/dev/")
}
