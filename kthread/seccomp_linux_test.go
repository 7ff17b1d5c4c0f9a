package kthread_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// A denyRule has a system call fail when all bits are set in one of its
// arguments.
type denyRule struct {
	nr, arg int
	bits    uint32
	errno   unix.Errno
}

// A denial is a system call of kthread's that the kernel is made to refuse, and
// what must come of it. The Go runtime's own calls differ in an argument.
type denial struct {
	rules []denyRule // the first one's error is met
	want  error
	text  string
	cfg   kthread.Config
}

// regionFlags tell the mmap of a region from the C library's for the stacks of
// the threads that it makes for a Go runtime with cgo.
const regionFlags = unix.MAP_STACK | unix.MAP_NORESERVE

// cloneFlagsArg is the number of clone's argument with the flags: s390x has the
// stack first.
var cloneFlagsArg = map[bool]int{true: 1}[runtime.GOARCH == "s390x"]

var denials = map[string]denial{
	"clone EAGAIN": {[]denyRule{{unix.SYS_CLONE, cloneFlagsArg, unix.CLONE_PARENT_SETTID, unix.EAGAIN}}, kthread.ErrThreadQuotaExceeded, "RLIMIT_NPROC is", kthread.Config{Name: "named"}},
	"clone ENOMEM": {[]denyRule{{unix.SYS_CLONE, cloneFlagsArg, unix.CLONE_PARENT_SETTID, unix.ENOMEM}}, kthread.ErrSystemResources, "clone", kthread.Config{}},
	"clone EPERM":  {[]denyRule{{unix.SYS_CLONE, cloneFlagsArg, unix.CLONE_PARENT_SETTID, unix.EPERM}}, kthread.ErrUnsupported, "clone", kthread.Config{}},
	"clone ENOSYS": {[]denyRule{{unix.SYS_CLONE, cloneFlagsArg, unix.CLONE_PARENT_SETTID, unix.ENOSYS}}, kthread.ErrUnsupported, "clone", kthread.Config{Detached: true}},
	"mmap ENOMEM":  {[]denyRule{{sysMmap, 3, regionFlags, unix.ENOMEM}}, kthread.ErrOutOfMemory, "RLIMIT_AS is", kthread.Config{}},
	"mmap EAGAIN":  {[]denyRule{{sysMmap, 3, regionFlags, unix.EAGAIN}}, kthread.ErrLockedMemoryLimitExceeded, "RLIMIT_MEMLOCK is", kthread.Config{}},
	// Without markers (MADV_GUARD_INSTALL, 102), a guard is made by mprotect.
	"mprotect ENOMEM": {[]denyRule{{unix.SYS_MPROTECT, 0, 0, unix.ENOMEM}, {unix.SYS_MADVISE, 2, 102, unix.EINVAL}}, kthread.ErrOutOfMemory,
		"max_map_count is", kthread.Config{}},
	"prctl EPERM": {[]denyRule{{unix.SYS_PRCTL, 0, unix.PR_SET_NAME, unix.EPERM}}, kthread.ErrSetup, "PR_SET_NAME", kthread.Config{Name: "named"}},
	"affinity EPERM": {[]denyRule{{unix.SYS_SCHED_SETAFFINITY, 0, 0, unix.EPERM}}, kthread.ErrSetup, "sched_setaffinity",
		kthread.Config{CPUs: []int{0}, Detached: true}},
	"policy ENOSYS": {[]denyRule{{unix.SYS_SCHED_SETATTR, 0, 0, unix.ENOSYS}}, kthread.ErrSetup, "sched_setattr",
		kthread.Config{Sched: &kthread.SchedAttr{}}},
}

// deny puts a seccomp filter on all threads of the process, by which calls fail
// as the rules say. It says why it could not.
func deny(rules []denyRule) string {
	_, why := filter(rules, 0, func(r denyRule) uint32 { return unix.SECCOMP_RET_ERRNO | uint32(r.errno) })
	return why
}

// filter puts a seccomp filter on all threads of the process that answers what
// matches a rule with its action. It returns what seccomp(2) does, or why it
// could not.
func filter(rules []denyRule, flags uintptr, action func(denyRule) uint32) (result uintptr, why string) {
	const load, equal, and, ret = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, unix.BPF_RET | unix.BPF_K
	low := uint32(0) // of the low half of a 64-bit argument
	if one := uint16(1); *(*byte)(unsafe.Pointer(&one)) == 0 {
		low = 4
	}
	var f []unix.SockFilter
	for _, r := range rules {
		f = append(f,
			unix.SockFilter{Code: load, K: 0}, // seccomp_data.nr
			unix.SockFilter{Code: equal, Jf: 4, K: uint32(r.nr)},
			unix.SockFilter{Code: load, K: 16 + 8*uint32(r.arg) + low}, // seccomp_data.args
			unix.SockFilter{Code: and, K: r.bits},
			unix.SockFilter{Code: equal, Jf: 1, K: r.bits},
			unix.SockFilter{Code: ret, K: action(r)})
	}
	f = append(f, unix.SockFilter{Code: ret, K: unix.SECCOMP_RET_ALLOW})
	prog := unix.SockFprog{Len: uint16(len(f)), Filter: &f[0]}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return 0, "prctl(PR_SET_NO_NEW_PRIVS): " + err.Error()
	}
	result, _, e := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC|flags, uintptr(unsafe.Pointer(&prog)))
	if e != 0 {
		return 0, "seccomp: " + e.Error()
	}
	return result, ""
}

// deniable skips what the filter can't tell apart on this architecture.
func deniable(t *testing.T, rules []denyRule) {
	t.Helper()
	if rules[0].nr == sysMmap && (runtime.GOARCH == "s390x" || unsafe.Sizeof(uintptr(0)) == 4) {
		t.Skip("mmap takes its arguments in memory here, or is another call, mmap2")
	}
}

// TestDeniedCalls meets each denial in a process of its own, on a goroutine
// and on a raw thread.
func TestDeniedCalls(t *testing.T) {
	if name := os.Getenv("KTHREAD_DENY"); name != "" {
		os.Exit(meetDenial(name))
	}
	if os.Getenv("RAWTHREAD_EMULATOR") != "" {
		t.Skip("the emulator's own system calls would meet the filter")
	}
	for name, d := range denials {
		t.Run(name, func(t *testing.T) {
			deniable(t, d.rules)
			restricted(t, "TestDeniedCalls", "KTHREAD_DENY="+name)
		})
	}
}

// meetDenial returns the exit status.
func meetDenial(name string) (bad int) {
	d := denials[name]
	check := func(ok bool, format string, args ...any) {
		if !ok {
			fmt.Printf(format+"\n", args...)
			bad = 1
		}
	}
	d.cfg.StackSize = bigStack
	inner, err := kthread.Prepare(d.cfg, func() {})
	check(err == nil, "Prepare: %v", err)
	var begin, end event
	region := d.want == kthread.ErrOutOfMemory || d.want == kthread.ErrLockedMemoryLimitExceeded
	var failed bool
	outer, err := kthread.Spawn(big, func() {
		begin.wait()
		failed = inner.Start() != nil
	})
	check(err == nil, "Spawn: %v", err)
	lives, err := kthread.Spawn(big, end.wait)
	check(err == nil, "Spawn: %v", err)
	if bad != 0 {
		return bad
	}
	layout := inner.Layout()
	spareThreads()
	if why := deny(d.rules); why != "" {
		fmt.Println(why)
		return skipped
	}
	for range 20 {
		ran := false
		_, err := kthread.Spawn(d.cfg, func() { ran = true })
		check(errors.Is(err, d.want), "the error %v does not match %v", err, d.want)
		check(errors.Is(err, d.rules[0].errno), "the error %v does not wrap %v", err, d.rules[0].errno)
		check(err != nil && strings.Contains(err.Error(), d.text), "the error %v has no %q", err, d.text)
		check(!ran, "the body ran all the same")
	}
	check(len(kthread.Threads()) == 3, "not three threads: %v", kthread.Threads())
	begin.set()
	check(outer.Join() == nil, "the thread that starts another can't be joined")
	check(failed != region, "Start on a raw thread failed: %v", failed)
	switch {
	case region: // it had one before
		check(inner.Join() == nil, "a thread that was prepared before can't be joined")
	case d.want == kthread.ErrSetup:
		check(inner.Release() == kthread.ErrStarted, "a thread whose set-up failed could be released")
	default:
		check(errors.Is(inner.Start(), d.want), "a second try to start does not match %v", d.want)
		check(inner.Release() == nil, "a thread that clone did not make can't be released")
	}
	check(!writable(layout.Stack.Addr+layout.Stack.Size/2&^15), "the region is left")
	end.set()
	check(lives.Join() == nil, "a thread from before can't be joined")
	for since := time.Now(); len(kthread.Threads()) > 0 && time.Since(since) < 5*time.Second; {
		time.Sleep(time.Millisecond)
	}
	check(len(kthread.Threads()) == 0, "left: %v", kthread.Threads())
	return bad
}
