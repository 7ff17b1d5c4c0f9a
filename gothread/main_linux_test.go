package gothread_test

import (
	"context"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rawthread/gothread"
	"rawthread/internal/reexec"
	"rawthread/kthread"
)

// scenarios are what a fresh process can be made to do instead of the tests. One
// that returns exits with status 0.
var scenarios = map[string]func(){}

const scenarioVar = "RAWTHREAD_SCENARIO"

// TestMain has all tests done by locked goroutines if RAWTHREAD_GOROUTINES is set.
func TestMain(m *testing.M) {
	if os.Getenv("RAWTHREAD_GOROUTINES") != "" {
		gothread.UseGoroutines()
	}
	if name := os.Getenv(scenarioVar); name != "" {
		scenarios[name]()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// emulator is the emulator that the tests run in, if they do.
var emulator = os.Getenv("RAWTHREAD_EMULATOR")

// slow says that a program or a whole machine is emulated.
var slow = emulator != "" || os.Getenv("RAWTHREAD_KERNEL") != ""

// pause is how long a goroutine sleeps that shall sleep for d: longer where all is
// emulated, since a board may have no time left beside its timers.
func pause(d time.Duration) time.Duration {
	if slow {
		return max(d, 2*time.Millisecond)
	}
	return d
}

// nilWrite writes where a nil pointer points. QEMU's user mode leaves a ppc64's
// address of a fault as the signal's stack had it, so that Go's runtime may take
// that for an address that nothing explains, and end the program: there it panics.
func nilWrite() {
	if emulator != "" && strings.HasPrefix(runtime.GOARCH, "ppc64") {
		panic("as for a nil pointer dereference")
	}
	var p *int
	*p = 1
}

// fresh runs a scenario in a process of its own, and returns what it wrote and its
// exit status: 128 and the signal's number if one ended it.
func fresh(t *testing.T, scenario string, env ...string) (out string, status int) {
	t.Helper()
	if scenarios[scenario] == nil {
		t.Fatal("no scenario ", scenario)
	}
	ctx := t.Context()
	if deadline, ok := t.Deadline(); ok { // one that hangs is to be seen, and not to stay
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-5*time.Second))
		defer cancel()
	}
	cmd := reexec.CommandContext(ctx)
	cmd.Env = append(append(os.Environ(), scenarioVar+"="+scenario), env...)
	b, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	status = cmd.ProcessState.ExitCode()
	if w := cmd.ProcessState.Sys().(syscall.WaitStatus); w.Signaled() {
		status = 128 + int(w.Signal())
	}
	return string(b[:min(len(b), 4000)]), status
}

// ends runs a scenario, which is to end with a status and write all the parts,
// and returns what it wrote.
func ends(t *testing.T, scenario string, want int, parts ...string) (out string) {
	t.Helper()
	out, status := fresh(t, scenario)
	wants(t, out, parts...)
	if status != want {
		t.Errorf("%s: status %d:\n%s", scenario, status, out)
	}
	return out
}

// rounds is n, or few where an emulator or -short makes it slow.
func rounds(n, few int) int {
	if slow || testing.Short() {
		return few
	}
	return n
}

// needRaw skips tests of what only threads in the runtime have.
func needRaw(t testing.TB) {
	t.Helper()
	if b := gothread.Backend(); !b.Raw {
		t.Skip(b)
	}
}

// needThreads skips tests whose threads begin as raw ones.
func needThreads(t testing.TB) {
	t.Helper()
	if err := noThreads(); err != nil {
		t.Skip(err)
	}
}

// noThreads says why kthread makes no threads in this build.
var noThreads = sync.OnceValue(func() error {
	th, err := kthread.Go(func() {})
	if err == nil {
		err = th.Join()
	}
	return err
})

// must panics where a scenario can't go on.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// run spawns a thread and joins it.
func run(cfg kthread.Config, body func()) {
	if err := must(gothread.Spawn(cfg, body)).Join(); err != nil {
		panic(err)
	}
}

// wants fails the test if the output does not have a part.
func wants(t *testing.T, out string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(out, p) {
			t.Errorf("no %q in:\n%s", p, out)
		}
	}
}
