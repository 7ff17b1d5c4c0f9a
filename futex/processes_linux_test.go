package futex_test

import (
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/internal/reexec"
)

// child runs a test of this binary again, in a process of its own, with what
// the environment tells it, and files from descriptor 3 on.
func child(t *testing.T, test string, files []*os.File, env ...string) *exec.Cmd {
	t.Helper()
	cmd := reexec.Command("-test.run=^"+test+"$", "-test.v")
	cmd.Env = append(os.Environ(), env...)
	cmd.ExtraFiles = files
	return cmd
}

// shareWith duplicates the memory's descriptor for a child.
func shareWith(t *testing.T, m *futex.SharedMemory) *os.File {
	t.Helper()
	fd, err := unix.FcntlInt(uintptr(m.FD()), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fd), "shared memory")
	t.Cleanup(func() { f.Close() })
	return f
}

// pingPong is what two processes share in TestTwoProcesses.
type pingPong struct{ turn, played, stop atomic.Uint32 }

const rounds = 200

// play takes one side's turns.
func (p *pingPong) play(mine uint32) {
	for range rounds {
		for {
			v := p.turn.Load()
			if v == mine {
				break
			}
			if p.stop.Load() != 0 {
				return
			}
			futex.Shared.Wait(addr(&p.turn), v)
		}
		p.played.Add(1)
		p.turn.Store(1 - mine)
		futex.Shared.Wake(addr(&p.turn), 1)
	}
}

// end has play give up.
func (p *pingPong) end() {
	p.stop.Store(1)
	p.turn.Store(2) // a value that nobody waits on
	futex.Shared.Wake(addr(&p.turn), 9)
}

// TestTwoProcesses hands a turn to and fro between processes, first by
// goroutines and then by raw threads.
func TestTwoProcesses(t *testing.T) {
	if os.Getenv("FUTEX_CHILD") != "" {
		m, err := futex.OpenSharedMemory(3)
		if err != nil {
			t.Fatal(err)
		}
		p := place[pingPong](t, m, 128)
		for _, k := range kinds {
			k.run(t, func() { p.play(1) })
		}
		return
	}
	m := sharedMemory(t, 4096)
	p := place[pingPong](t, m, 128)
	cmd := child(t, "TestTwoProcesses", []*os.File{shareWith(t, m)}, "FUTEX_CHILD=1")
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		if err != nil {
			p.end() // nobody is left to play with
		}
		ended <- err
	}()
	for _, k := range kinds {
		k.run(t, func() { p.play(0) })
	}
	if err := <-ended; err != nil {
		t.Fatalf("the child: %v\n%s", err, out.String())
	}
	if n, want := p.played.Load(), uint32(2*len(kinds)*rounds); n != want {
		t.Errorf("%d turns, want %d", n, want)
	}
}
