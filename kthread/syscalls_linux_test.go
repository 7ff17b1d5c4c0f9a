package kthread_test

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/internal/reexec"
	"rawthread/kthread"
)

// lives are ways to start a thread and get rid of it, with the system calls that
// each life of a thread takes: those of the thread that starts it, and its own.
// Joiners wait in futex besides, as often as the kernel makes them.
var lives = map[string]struct {
	cfg   kthread.Config
	cold  bool // without the cache of regions
	body  func()
	calls map[string]int
}{
	"warm": {cfg: small, body: func() {},
		calls: map[string]int{"rt_sigprocmask": 2, "clone": 1, "exit": 1}},
	"warm, of unknown depth": {cfg: small, body: func() { depthOfLife = write(2) },
		calls: map[string]int{"rt_sigprocmask": 2, "clone": 1, "exit": 1, "madvise": 1}},
	"cold": {cfg: small, cold: true, body: func() {},
		calls: map[string]int{"mmap": 1, "guard": 1, "rt_sigprocmask": 2, "clone": 1, "exit": 1, "munmap": 1}},
	"warm, detached": {cfg: smallDetached, body: func() {},
		calls: map[string]int{"rt_sigprocmask": 2, "clone": 1, "set_tid_address": 1, "exit": 1}},
	"cold, detached": {cfg: smallDetached, cold: true, body: func() {},
		calls: map[string]int{"mmap": 1, "guard": 1, "rt_sigprocmask": 3, "clone": 1, "set_tid_address": 1, "set_robust_list": 1, "munmap": 1, "exit": 1}},
}

var (
	smallDetached = kthread.Config{StackSize: small.StackSize, Detached: true}
	depthOfLife   uint64
)

const livesCounted = 50

// TestSystemCalls counts the system calls of a thread's life, by ptrace(2). The
// table in docs/life.md is this one.
func TestSystemCalls(t *testing.T) {
	if life := os.Getenv("KTHREAD_LIFE"); life != "" {
		live(t, life)
		return
	}
	if os.Getenv("RAWTHREAD_EMULATOR") != "" {
		t.Skip("the emulator has no ptrace")
	}
	guard := "mprotect"
	if kthread.GuardMarkers() {
		guard = "madvise"
	}
	for _, name := range slices.Sorted(maps.Keys(lives)) {
		t.Run(name, func(t *testing.T) {
			counts := traced(t, name)
			want := map[string]int{}
			for call, n := range lives[name].calls {
				if call == "guard" {
					call = guard
				}
				want[call] += n
			}
			futexes := counts["futex"]
			delete(counts, "futex")
			got := map[string]int{}
			for call, n := range counts {
				if n = (n + livesCounted/2) / livesCounted; n > 0 { // what is rarer is the Go runtime's
					got[call] = n
				}
			}
			if !maps.Equal(got, want) {
				t.Errorf("%d lives made the calls %v, which is %v each; want %v", livesCounted, counts, got, want)
			}
			if futexes > 2*livesCounted+livesCounted/2 { // a wait and at most a wake, and a signal may break a wait off
				t.Errorf("%d lives made %d calls of futex", livesCounted, futexes)
			}
		})
	}
}

// live is what is traced: it marks the begin of the lives that are to be counted,
// and the end of each, by getppid(2).
func live(t *testing.T, name string) {
	l := lives[name]
	debug.SetGCPercent(-1)
	runtime.LockOSThread()
	kthread.SetCacheLimit(8 << 20)
	if l.cold {
		kthread.SetCacheLimit(0)
	}
	one := func() {
		th, err := kthread.Spawn(l.cfg, l.body)
		if err != nil {
			t.Fatal(err)
		}
		if !l.cfg.Detached {
			err = th.Join()
		} else {
			err = th.WaitDone()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 5 {
		one()
	}
	for range 1 + livesCounted {
		unix.Getppid() // comes back when all threads are gone
		one()
	}
	unix.Getppid()
}

// A tracer follows a process that runs live. Of several threads that stopped the
// kernel names the same one first again and again, so others might be behind by
// many lives: at each mark the starter waits for them.
type tracer struct {
	starter int            // who makes the marks
	marks   int            // that it made
	threads map[int]bool   // all but the first; true for kthread's
	cloning map[int]bool   // who is about to make one of kthread's
	counts  map[string]int // of system calls, between the second mark and the last
}

// traced runs a life in a process of its own, and counts the system calls of the
// thread that starts others, and of those it starts, between the marks.
func traced(t *testing.T, life string) map[string]int {
	t.Helper()
	runtime.LockOSThread() // the tracer is a thread
	defer runtime.UnlockOSThread()
	cmd := reexec.Command("-test.run=^TestSystemCalls$")
	cmd.Env = append(os.Environ(), "KTHREAD_LIFE="+life, "GODEBUG=asyncpreemptoff=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true}
	log, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Skip("no process can be traced here: ", err)
	}
	pid := cmd.Process.Pid
	defer cmd.Process.Release()
	tr := tracer{threads: map[int]bool{}, cloning: map[int]bool{}, counts: map[string]int{}}
	waiting := false        // the starter, at a mark
	early := map[int]bool{} // threads that wait until their clone is seen
	resume := func(tid, sig int) {
		if err := unix.PtraceSyscall(tid, sig); err != nil && err != unix.ESRCH {
			t.Fatal(err)
		}
	}
	first := true
	for {
		var status unix.WaitStatus
		tid, err := unix.Wait4(-1, &status, unix.WALL, nil)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if status.Exited() || status.Signaled() {
			if tid == pid {
				if status.ExitStatus() != 0 {
					b, _ := os.ReadFile(log.Name())
					t.Fatalf("the traced process ended with %v: %s", status, b)
				}
				if tr.marks != livesCounted+2 {
					t.Fatalf("%d marks, want %d", tr.marks, livesCounted+2)
				}
				return tr.counts
			}
			delete(tr.threads, tid)
			if waiting && !tr.anyThread() {
				waiting = false
				resume(tr.starter, 0)
			}
			continue
		}
		pass := 0
		switch sig := status.StopSignal(); {
		case first:
			first = false
			if err := unix.PtraceSetOptions(pid, unix.PTRACE_O_TRACECLONE|unix.PTRACE_O_TRACESYSGOOD|unix.PTRACE_O_EXITKILL); err != nil {
				t.Fatal(err)
			}
		case sig == unix.SIGTRAP|0x80:
			if call, entry := enteredCall(t, tid); entry && tr.entered(tid, call) && tr.anyThread() {
				waiting = true
				continue
			}
		case status.TrapCause() == unix.PTRACE_EVENT_CLONE:
			msg, err := unix.PtraceGetEventMsg(tid)
			if err != nil {
				break
			}
			child := int(msg)
			tr.threads[child] = tr.cloning[tid]
			if early[child] {
				delete(early, child)
				resume(child, 0)
			}
		case status.TrapCause() > 0:
		case sig == unix.SIGSTOP: // a thread begins
			if _, known := tr.threads[tid]; !known {
				early[tid] = true
				continue
			}
		default:
			pass = int(sig)
		}
		resume(tid, pass)
	}
}

// anyThread reports whether there is a thread of kthread's.
func (tr *tracer) anyThread() bool {
	for _, ours := range tr.threads {
		if ours {
			return true
		}
	}
	return false
}

// entered notes a call that a thread is about to make, and reports whether it is
// a mark.
func (tr *tracer) entered(tid int, c call) (mark bool) {
	if c.nr == unix.SYS_GETPPID && (tr.starter == 0 || tr.starter == tid) {
		tr.starter = tid
		tr.marks++
		return true
	}
	tr.cloning[tid] = c.nr == unix.SYS_CLONE && c.args[cloneFlagsArg]&unix.CLONE_CHILD_CLEARTID != 0 // Go's own have no such word
	// The first life after the first mark fills the cache.
	counted := tr.marks >= 2 && tr.marks < livesCounted+2
	if counted && (tr.threads[tid] || tid == tr.starter && !ofRuntime(c)) {
		tr.counts[callName(c.nr)]++
	}
	return false
}

// A call is a system call, as PTRACE_GET_SYSCALL_INFO tells.
type call struct {
	nr   uint64
	args [6]uint64
}

// enteredCall returns the system call that a thread stopped at, and whether it
// stopped before it.
func enteredCall(t *testing.T, tid int) (c call, entry bool) {
	t.Helper()
	const getSyscallInfo = 0x420e // PTRACE_GET_SYSCALL_INFO, Linux 5.3
	var info struct {
		op   uint8
		_    [3]uint8
		arch uint32
		ip   uint64
		sp   uint64
		call
		rest [16]byte
	}
	_, _, e := unix.Syscall6(unix.SYS_PTRACE, getSyscallInfo, uintptr(tid), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	switch {
	case e == unix.ESRCH:
		return call{}, false
	case e != 0:
		t.Fatal("PTRACE_GET_SYSCALL_INFO: ", e)
	}
	return info.call, info.op == 1
}

// ofRuntime reports whether a call is one that the Go runtime makes on the thread
// of a goroutine, more of them the slower the machine is.
func ofRuntime(c call) bool {
	switch c.nr {
	case unix.SYS_RT_SIGRETURN, unix.SYS_CLOCK_GETTIME, unix.SYS_SCHED_YIELD, unix.SYS_GETPID, unix.SYS_TGKILL, sysSigreturn, sysClockGettime64:
		return true
	case unix.SYS_FUTEX, sysFutexTime64: // it knows FUTEX_WAIT and FUTEX_WAKE alone
		const waitBitset, private = 9, 128
		return c.args[1]&^private != waitBitset
	}
	return false
}

// callName names the calls that lives are made of.
func callName(nr uint64) string {
	switch nr {
	case unix.SYS_CLONE:
		return "clone"
	case unix.SYS_RT_SIGPROCMASK:
		return "rt_sigprocmask"
	case unix.SYS_EXIT:
		return "exit"
	case unix.SYS_FUTEX, sysFutexTime64:
		return "futex"
	case unix.SYS_MADVISE:
		return "madvise"
	case sysMmap:
		return "mmap"
	case unix.SYS_MPROTECT:
		return "mprotect"
	case unix.SYS_MUNMAP:
		return "munmap"
	case unix.SYS_SET_TID_ADDRESS:
		return "set_tid_address"
	case unix.SYS_SET_ROBUST_LIST:
		return "set_robust_list"
	case unix.SYS_SIGALTSTACK:
		return "sigaltstack"
	}
	return fmt.Sprint("number ", nr)
}
