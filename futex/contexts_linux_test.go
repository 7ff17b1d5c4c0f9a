package futex_test

import (
	"os"
	"os/exec"
	"testing"

	"rawthread/futex"
	"rawthread/kthread"
)

// A context says where the workers of an arena are.
type context struct {
	name string
	raw  [workers]bool
	here [workers]bool // in this process; the others are in a second one
}

var everyone = [workers]bool{true, true, true, true}

var contexts = []context{
	{"goroutine", [workers]bool{}, everyone},
	{"raw", everyone, everyone},
	{"mixed", [workers]bool{false, true, true, false}, everyone},
	{"process", [workers]bool{false, true, true, false}, [workers]bool{true, false, true, false}},
}

// childEnv names the workload that a second process is to do, with the memory
// that is its descriptor 3.
const childEnv = "RAWTHREAD_FUTEX_WORKLOAD"

// TestPrimitives has four workers use each primitive at once, in each context.
func TestPrimitives(t *testing.T) {
	if name := os.Getenv(childEnv); name != "" {
		second(t, name)
		return
	}
	for _, w := range workloads {
		for _, c := range contexts {
			t.Run(w.name+"/"+c.name, func(t *testing.T) {
				a := new(arena)
				var memory *futex.SharedMemory
				if c.here != everyone {
					memory = sharedMemory(t, 1<<16)
					a = place[arena](t, memory, 0)
					a.isShared = true
				}
				a.rounds = 3000
				if emulated || inGuest {
					a.rounds = 200
				}
				if w.setUp != nil {
					w.setUp(a)
				}
				var other *exec.Cmd
				if memory != nil {
					other = startSecond(t, memory, "TestPrimitives", childEnv+"="+w.name)
				}
				runWorkers(t, a, w, c, true)
				if other != nil {
					if err := other.Wait(); err != nil {
						t.Errorf("the second process: %v", err)
					}
				}
				if a.unsupported.Load() != 0 {
					t.Skipf("this kernel or emulator has no such lock (%d workers)", a.unsupported.Load())
				}
				if !w.holds(a) || a.bad.Load() != 0 {
					t.Errorf("%d checks failed; count %d, sums %d and %d, inside %d, serials %d, in %d rounds", a.bad.Load(),
						a.count, a.sum, a.sum2, a.inside.Load(), a.serials.Load(), a.rounds)
				}
			})
		}
	}
}

// second is what the second process does.
func second(t *testing.T, name string) {
	memory, err := futex.OpenSharedMemory(3)
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	a := place[arena](t, memory, 0)
	for _, w := range workloads {
		if w.name == name {
			runWorkers(t, a, w, contexts[len(contexts)-1], false)
			return
		}
	}
	t.Fatalf("no workload %q", name)
}

// runWorkers runs those that are here, or those that are not, and waits for
// them.
func runWorkers(t *testing.T, a *arena, w workload, c context, here bool) {
	t.Helper()
	var waits []func()
	for id := range workers {
		if c.here[id] == here {
			waits = append(waits, startWorker(t, c.raw[id], func() { w.work(a, id) }))
		}
	}
	for _, wait := range waits {
		wait()
	}
}

// startWorker starts a goroutine or a raw thread, whose body makes indirect
// calls; each of them is to a method that TestRawSafe checks.
func startWorker(t *testing.T, raw bool, body func()) (wait func()) {
	t.Helper()
	if !raw {
		done := make(chan struct{})
		go func() { defer close(done); body() }()
		return func() { <-done }
	}
	th, err := kthread.Spawn(kthread.Config{StackSize: 64 << 10, Unchecked: true}, body)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := th.Join(); err != nil {
			t.Error(err)
		}
	}
}

// startSecond runs a test in a second process, in the emulator that this one
// runs in, with the memory as descriptor 3.
func startSecond(t *testing.T, memory *futex.SharedMemory, test string, env ...string) *exec.Cmd {
	t.Helper()
	f := shareWith(t, memory)
	defer f.Close() // the process has its own
	cmd := child(t, test, []*os.File{f}, env...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}
