package futex_test

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"rawthread/futex"
	"rawthread/kthread"
)

// A kind of thread that a test runs on.
type kind struct {
	name string
	raw  bool
}

var kinds = []kind{{"goroutine", false}, {"raw", true}}

// onBoth runs a test once for each kind of thread.
func onBoth(t *testing.T, test func(t *testing.T, k kind)) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) { test(t, k) })
	}
}

// start runs body on a thread of its own, and returns what waits for its end.
func (k kind) start(t *testing.T, body func()) (wait func()) {
	t.Helper()
	if !k.raw {
		done := make(chan struct{})
		go func() { defer close(done); body() }()
		return func() { <-done }
	}
	th, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10}, body)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := th.Join(); err != nil {
			t.Error(err)
		}
	}
}

// moves runs a scenario whose threads are moved from word to word, and which
// says whether all were where they had been moved to. On raw threads they must
// be. A goroutine's thread may be woken for something else, a signal or the Go
// runtime's own wakes, and then the kernel has it wait where it began: there one
// run of a hundred is wanted.
func (k kind) moves(t *testing.T, scenario func() bool) {
	t.Helper()
	for tries := 100; !scenario(); tries-- {
		if k.raw || tries == 0 {
			t.Error("threads were not where they had been moved to")
			return
		}
	}
}

// run runs body to its end.
func (k kind) run(t *testing.T, body func()) {
	t.Helper()
	k.start(t, body)()
}

// addr is a word's address.
func addr(w *atomic.Uint32) *uint32 { return (*uint32)(unsafe.Pointer(w)) }

// pass lets others run: goroutines, also where there is one P, and threads. For
// the test's own goroutine; bodies nap.
func pass() {
	runtime.Gosched()
	kthread.Yield()
}

// nap lets others run, on either kind of thread.
func nap() {
	var word uint32
	futex.WaitTimeout(&word, 0, 20*time.Microsecond)
}

// need skips a test where the kernel or the emulator has no such operation.
func need(t *testing.T, have bool, what string) {
	t.Helper()
	if !have {
		t.Skipf("this kernel or emulator has no %s", what)
	}
}

// until repeats act until the numbers that it returns add up to n.
func until(t *testing.T, n int, act func() (int, error)) {
	t.Helper()
	for n > 0 {
		k, err := act()
		if err != nil {
			t.Fatal(err)
		}
		n -= k
		pass()
	}
	if n < 0 {
		t.Fatalf("%d too many", -n)
	}
}

// sleepers starts n threads that wait at word while it is 0 and nobody wakes
// them, and then count themselves in woken.
func (k kind) sleepers(t *testing.T, n int, word, woken *atomic.Uint32, bits uint32) (wait func()) {
	var all []func()
	for range n {
		all = append(all, k.start(t, func() {
			for futex.Private.WaitBits(addr(word), 0, bits, futex.Monotonic, futex.Forever) == futex.ErrInterrupted {
			}
			woken.Add(1)
		}))
	}
	return func() {
		for _, w := range all {
			w()
		}
	}
}

// known are the errors of this package; a raw thread can't store an error where
// the collector looks, and stores its number instead.
var known = []error{nil, futex.ErrChanged, futex.ErrTimeout, futex.ErrInterrupted, futex.ErrInvalid, futex.ErrFault, futex.ErrUnsupported,
	futex.ErrDeadlock, futex.ErrNotOwner, futex.ErrNoOwner, futex.ErrTooMany, futex.ErrMemory}

// number is an error's index in known, -1 if it is not there.
func number(err error) int {
	for i := range known {
		if known[i] == err {
			return i
		}
	}
	return -1
}

// what is the error of a number.
func what(number int) error {
	if number < 0 {
		return futex.ErrFault // no test wants this one
	}
	return known[number]
}
