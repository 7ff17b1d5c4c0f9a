package kthread_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// nthCalls are system calls of which the kernel refuses one, and only that.
var nthCalls = map[string]struct {
	rule denyRule
	want error
}{
	"clone": {denyRule{unix.SYS_CLONE, cloneFlagsArg, unix.CLONE_PARENT_SETTID, unix.EAGAIN}, kthread.ErrThreadQuotaExceeded},
	"mmap":  {denyRule{sysMmap, 3, regionFlags, unix.ENOMEM}, kthread.ErrOutOfMemory},
	// By its size: the C library makes small ones.
	"mprotect": {denyRule{unix.SYS_MPROTECT, 1, bigStack, unix.ENOMEM}, kthread.ErrOutOfMemory},
}

// TestNthCallFails lets a call of each kind through until the nth, which fails,
// and those behind it again: the error must come where it belongs, and neither
// the threads before nor those behind may notice.
func TestNthCallFails(t *testing.T) {
	if what := os.Getenv("KTHREAD_NTH"); what != "" {
		name, n, _ := strings.Cut(what, " ")
		nth, _ := strconv.Atoi(n)
		os.Exit(meetNth(name, nth))
	}
	if os.Getenv("RAWTHREAD_EMULATOR") != "" {
		t.Skip("the emulator's own system calls would meet the filter")
	}
	for name, c := range nthCalls {
		for _, nth := range []int{1, 2, 4} {
			t.Run(fmt.Sprint(name, nth), func(t *testing.T) {
				deniable(t, []denyRule{c.rule})
				// A signal would interrupt the wait for the answer: the call is made
				// again, and counted twice, and mips lets ERESTARTSYS through.
				restricted(t, "TestNthCallFails", fmt.Sprint("KTHREAD_NTH=", name, " ", nth), "GODEBUG=asyncpreemptoff=1")
			})
		}
	}
}

// meetNth returns the exit status.
func meetNth(name string, nth int) (bad int) {
	c := nthCalls[name]
	rules := []denyRule{c.rule}
	if name == "mprotect" { // guards must be made by it: no markers
		if why := deny([]denyRule{{unix.SYS_MADVISE, 2, 102, unix.EINVAL}}); why != "" {
			fmt.Println(why)
			return skipped
		}
	}
	first, err := kthread.Spawn(big, func() {}) // what is done once is done
	if err != nil || first.Join() != nil {
		fmt.Println("before the filter:", err)
		return 1
	}
	spareThreads()
	// The goroutine that answers needs a P while the one that asks keeps its own:
	// with one CPU there would be none, and no end. Nor may the world stop.
	runtime.GOMAXPROCS(max(4, runtime.GOMAXPROCS(0)))
	debug.SetGCPercent(-1)
	if why := failNth(rules, nth); why != "" {
		fmt.Println(why)
		return skipped
	}
	for i := 1; i <= 5; i++ {
		ran := false
		th, err := kthread.Spawn(big, func() { ran = true })
		if i == nth {
			if !errors.Is(err, c.want) || !errors.Is(err, c.rule.errno) || ran {
				fmt.Printf("thread %d: %v, want %v; ran: %v\n", i, err, c.want, ran)
				bad = 1
			}
			continue
		}
		if err == nil {
			err = th.Join()
		}
		if err != nil || !ran {
			fmt.Printf("thread %d of 5, of which %d fails: %v, ran: %v\n", i, nth, err, ran)
			bad = 1
		}
	}
	if left := kthread.Threads(); len(left) > 0 {
		fmt.Println("left:", left)
		bad = 1
	}
	return bad
}

// failNth has the kernel ask, at each call that matches the rules, whether to
// go on (seccomp_unotify(2)), and answers no to the nth.
func failNth(rules []denyRule, nth int) string {
	fd, why := filter(rules, unix.SECCOMP_FILTER_FLAG_NEW_LISTENER|unix.SECCOMP_FILTER_FLAG_TSYNC_ESRCH,
		func(denyRule) uint32 { return unix.SECCOMP_RET_USER_NOTIF })
	if why != "" {
		return why
	}
	ioctl := func(request, arg uintptr) bool {
		_, _, e := unix.Syscall(unix.SYS_IOCTL, fd, request, arg)
		return e == 0
	}
	go func() {
		for n := 1; ; n++ {
			var call struct { // struct seccomp_notif
				id         uint64
				pid, flags uint32
				data       [8]uint64
			}
			if !ioctl(unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&call))) {
				n--
				continue
			}
			answer := struct { // struct seccomp_notif_resp
				id    uint64
				val   int64
				errno int32
				flags uint32
			}{id: call.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
			if n == nth {
				answer.flags, answer.errno = 0, -int32(rules[0].errno)
			}
			ioctl(unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&answer)))
		}
	}()
	return ""
}
