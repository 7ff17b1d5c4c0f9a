package kthread_test

import (
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"rawthread/internal/reexec"
)

func pointerTo[T any](p *T) unsafe.Pointer { return unsafe.Pointer(p) }

// skipped is the exit status of a child that could not be restricted.
const skipped = 77

// restricted runs a test again in a process of its own, which the environment
// tells how it is to restrict itself, and takes over what comes of it.
func restricted(t *testing.T, test string, env ...string) {
	t.Helper()
	cmd := reexec.Command("-test.run=^" + test + "$")
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() == skipped {
		t.Skip(strings.TrimSpace(string(out)))
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// spareThreads has the Go runtime make threads that it will not have to make
// when a limit is met: it gives up if it can't.
func spareThreads() {
	var ready, done sync.WaitGroup
	hold := make(chan struct{})
	for range 16 {
		ready.Add(1)
		done.Add(1)
		go func() {
			defer done.Done()
			runtime.LockOSThread() // one thread each
			defer runtime.UnlockOSThread()
			ready.Done()
			<-hold
		}()
	}
	ready.Wait()
	close(hold)
	done.Wait()
	time.Sleep(5 * time.Millisecond) // until they are idle
}
