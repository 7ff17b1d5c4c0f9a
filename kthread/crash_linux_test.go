package kthread_test

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
	"unsafe"

	"rawthread/internal/reexec"
	"rawthread/kthread"
)

// crashes are bodies that end the process, and what the report must say.
var crashes = []struct {
	name string
	body func()
	want []string
	// unchecked bodies are those that the check would refuse.
	unchecked bool
}{
	{"panic", func() { panic("the value of the panic") },
		[]string{"crashed: panic", "the value of the panic"}, false},
	{"index", func() { sink = table[len(table)+zero] },
		[]string{"crashed: panic: index or slice bounds out of range"}, false},
	{"divide", func() { sink = 1 / zero },
		[]string{"crashed: panic: integer divide by zero"}, false},
	{"nil", func() { sink = *nilPointer },
		[]string{"crashed: nil pointer dereference", "SIGSEGV: segmentation violation"}, false},
	{"wild", func() { sink = *wildPointer },
		[]string{"crashed: fault", "SIGSEGV at address 0x100"}, false},
	{"overflow", func() { sink = recurse(1 << 30) },
		[]string{"crashed: stack overflow", "recurse"}, false},
	{"guard", func() { touchGuard() },
		[]string{"crashed: stack overflow", "SIGSEGV"}, false},
	{"allocate", func() { pointers = append(pointers, new([100]int)) },
		[]string{"crashed: the body entered the Go runtime, which a raw thread can't, by runtime."}, true},
	{"channel", func() { never <- 1 },
		[]string{"crashed: the body entered the Go runtime, which a raw thread can't, by runtime.chansend"}, true},
}

var (
	sink       int
	zero       int
	table      = []int{1, 2, 3, 4}
	nilPointer *int
	// wildPointer leads into no mapping: below vm.mmap_min_addr, and not to nil.
	wildAddress uintptr = 0x1008
	wildPointer         = *(**int)(unsafe.Pointer(&wildAddress))
	pointers    []*[100]int
	never       = make(chan int)
)

//go:noinline
func recurse(n int) int {
	var local [16]int
	local[n&15] = n
	if n == 0 {
		return local[0]
	}
	return recurse(n-1) + local[n&15]
}

// touchGuard writes to the last byte of the guard.
func touchGuard() {
	last := kthread.Self().Layout().Guard.End() - 1
	**(**byte)(unsafe.Pointer(&last)) = 1
}

// TestCrashReports runs each crash in a process of its own.
func TestCrashReports(t *testing.T) {
	if name := os.Getenv("KTHREAD_CRASH"); name != "" {
		crash(name)
		return
	}
	for _, c := range crashes {
		t.Run(c.name, func(t *testing.T) {
			cmd := reexec.Command("-test.run=^TestCrashReports$")
			cmd.Env = append(os.Environ(), "KTHREAD_CRASH="+c.name)
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != 2 {
				t.Errorf("ended with %v, want exit status 2", err)
			}
			want := append([]string{`raw thread "crasher" (tid `, "kthread_test.init.func", "crash_linux_test.go:", "kthread.threadMain", "pc:    0x"}, c.want...)
			for _, w := range want {
				if !strings.Contains(string(out), w) {
					t.Errorf("the report has no %q", w)
				}
			}
			if t.Failed() {
				t.Logf("the report:\n%s", out)
			}
		})
	}
}

func crash(name string) {
	for _, c := range crashes {
		if c.name == name {
			th, err := kthread.Spawn(kthread.Config{Name: "crasher", StackSize: 256 << 10, Unchecked: c.unchecked}, c.body)
			if err != nil {
				panic(err)
			}
			time.AfterFunc(20*time.Second, func() { panic("the raw thread did not end the process") })
			th.Join()
			runtime.KeepAlive(th)
		}
	}
	os.Exit(0)
}
