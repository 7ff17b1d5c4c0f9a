package kthread_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/internal/reexec"
	"rawthread/kthread"
)

type limit struct {
	set  func() (skip string)
	undo func() // nil: nothing to undo
	want error
	err  unix.Errno
	text string
}

// limits are ways to make a thread fail for real, each tried in a process of
// its own: set restricts it, and the error must match and name what was met.
var limits = map[string]limit{
	"RLIMIT_AS": {
		set:  func() string { return setLimit(unix.RLIMIT_AS, addressSpace()+slack) },
		want: kthread.ErrOutOfMemory, err: unix.ENOMEM, text: "met: RLIMIT_AS is ",
	},
	"RLIMIT_NPROC": {
		set: func() string {
			if os.Getuid() == 0 {
				return "needs root, to become a user whom the limit binds"
			}
			return setLimit(unix.RLIMIT_NPROC, 1)
		},
		want: kthread.ErrThreadQuotaExceeded, err: unix.EAGAIN, text: "RLIMIT_NPROC is 1",
	},
	"pids.max": {
		set:  setPidsMax,
		want: kthread.ErrThreadQuotaExceeded, err: unix.EAGAIN, text: "pids.max of cgroup",
	},
	"max_map_count": {
		set: fillMaps, undo: emptyMaps,
		want: kthread.ErrOutOfMemory, err: unix.ENOMEM, text: "met: max_map_count is ",
	},
	"RLIMIT_MEMLOCK": {
		set: func() string {
			if os.Getuid() == 0 {
				return "needs root, to become a user whom the limit binds"
			}
			if why := setLimit(unix.RLIMIT_MEMLOCK, slack); why != "" {
				return why
			}
			if err := unix.Mlockall(unix.MCL_FUTURE | unix.MCL_ONFAULT); err != nil {
				return "mlockall: " + err.Error()
			}
			return ""
		},
		want: kthread.ErrLockedMemoryLimitExceeded, err: unix.EAGAIN, text: "RLIMIT_MEMLOCK is ",
	},
}

// slack is what a limit on memory leaves: enough for the Go runtime, which gives
// up if it gets no more, and not enough for hugeStack.
const slack, hugeStack = 4 * bigStack, 8 * bigStack

func setLimit(resource int, max uint64) string {
	var r unix.Rlimit
	if err := unix.Getrlimit(resource, &r); err != nil {
		return err.Error()
	}
	r.Max = min(r.Max, max)
	r.Cur = r.Max
	if err := unix.Setrlimit(resource, &r); err != nil {
		return "setrlimit: " + err.Error()
	}
	return ""
}

// addressSpace returns the size of this process's address space in bytes.
func addressSpace() uint64 {
	b, _ := os.ReadFile("/proc/self/statm")
	pages, _ := strconv.ParseUint(strings.Fields(string(b))[0], 10, 64)
	return pages * uint64(os.Getpagesize())
}

// pidsRoot returns where the cgroups with the pids controller are mounted,
// version 1 or 2.
func pidsRoot() (string, error) {
	const v1, v2 = "/sys/fs/cgroup/pids", "/sys/fs/cgroup"
	if _, err := os.Stat(v1 + "/cgroup.procs"); err == nil {
		return v1, nil
	}
	b, err := os.ReadFile(v2 + "/cgroup.subtree_control")
	if err != nil {
		return "", err
	}
	if !strings.Contains(string(b), "pids") {
		if err := os.WriteFile(v2+"/cgroup.subtree_control", []byte("+pids"), 0); err != nil {
			return "", err
		}
	}
	return v2, nil
}

// pidsGroup is the cgroup of the child with the given process id.
func pidsGroup(root string, pid int) string {
	return filepath.Join(root, fmt.Sprintf("rawthread-test-%d", pid))
}

func setPidsMax() string {
	root, err := pidsRoot()
	if err != nil {
		return "no pids controller to use: " + err.Error()
	}
	dir := pidsGroup(root, os.Getpid())
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "no cgroup of its own: " + err.Error()
	}
	for _, f := range [][2]string{{"cgroup.procs", strconv.Itoa(os.Getpid())}, {"pids.max", "40"}} {
		if err := os.WriteFile(filepath.Join(dir, f[0]), []byte(f[1]), 0); err != nil {
			os.Remove(dir)
			return "no pids controller to use: " + err.Error()
		}
	}
	return ""
}

func TestLimits(t *testing.T) {
	if name := os.Getenv("KTHREAD_LIMIT"); name != "" {
		os.Exit(meetLimit(name))
	}
	for name := range limits {
		t.Run(name, func(t *testing.T) {
			if os.Getenv("RAWTHREAD_EMULATOR") != "" && name != "pids.max" {
				t.Skip("the emulator shares the process with the program, and its own memory and threads with the limit")
			}
			cmd := reexec.Command("-test.run=^TestLimits$")
			cmd.Env = append(os.Environ(), "KTHREAD_LIMIT="+name)
			if os.Getuid() == 0 && (name == "RLIMIT_NPROC" || name == "RLIMIT_MEMLOCK") {
				// The test binary may be where nobody else can read it.
				copied := filepath.Join(t.TempDir(), "kthread.test")
				b, err := os.ReadFile(cmd.Path)
				if err == nil {
					err = os.WriteFile(copied, b, 0o755)
				}
				if err != nil {
					t.Fatal(err)
				}
				for dir := filepath.Dir(copied); strings.HasPrefix(dir, os.TempDir()) && dir != os.TempDir(); dir = filepath.Dir(dir) {
					os.Chmod(dir, 0o755)
				}
				cmd.Path = copied
				cmd.Dir = "/"
				// Root's to raise; the child gets it, and lowers it.
				if name == "RLIMIT_MEMLOCK" {
					if err := unix.Setrlimit(unix.RLIMIT_MEMLOCK, &unix.Rlimit{Cur: slack, Max: slack}); err != nil {
						t.Skip("RLIMIT_MEMLOCK can't be raised: " + err.Error())
					}
				}
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 54321, Gid: 54321}}
			}
			out, err := cmd.CombinedOutput()
			if root, err := pidsRoot(); err == nil && name == "pids.max" {
				defer os.Remove(pidsGroup(root, cmd.Process.Pid))
			}
			if cmd.ProcessState.ExitCode() == skipped {
				t.Skip(strings.TrimSpace(string(out)))
			}
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// meetLimit spawns until a limit is met, and looks at the error. It returns
// the exit status.
func meetLimit(name string) int {
	l := limits[name]
	cfg := kthread.Config{StackSize: bigStack}
	if l.want == kthread.ErrThreadQuotaExceeded {
		cfg.StackSize = 64 << 10 // not memory is to run out
	}
	spawnable, err := kthread.Spawn(cfg, func() {})
	if l.want != kthread.ErrThreadQuotaExceeded {
		cfg.StackSize = hugeStack
	}
	if err != nil {
		fmt.Println("before the limit:", err)
		return 1
	}
	spawnable.Join()
	spareThreads()
	if why := l.set(); why != "" {
		fmt.Println(why)
		return skipped
	}
	var end event
	var threads []*kthread.Thread
	for err == nil && len(threads) < 2000 {
		var th *kthread.Thread
		if th, err = kthread.Spawn(cfg, end.wait); err == nil {
			threads = append(threads, th)
		}
	}
	if l.undo != nil {
		l.undo()
	}
	bad := 0
	check := func(ok bool, format string, args ...any) {
		if !ok {
			fmt.Printf(format+"\n", args...)
			bad = 1
		}
	}
	check(errors.Is(err, l.want), "the error %v does not match %v", err, l.want)
	check(errors.Is(err, l.err), "the error %v does not wrap %v", err, l.err)
	check(err != nil && strings.Contains(err.Error(), l.text), "the error %v has no %q", err, l.text)
	check(len(kthread.Threads()) == len(threads), "%d threads are registered, %d live", len(kthread.Threads()), len(threads))
	end.set()
	for _, th := range threads {
		check(th.Join() == nil, "a thread from before can't be joined")
	}
	runtime.GC()
	time.Sleep(10 * time.Millisecond)
	check(len(kthread.Threads()) == 0, "%d threads are left", len(kthread.Threads()))
	return bad
}
