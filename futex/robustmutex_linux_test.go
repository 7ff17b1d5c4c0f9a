package futex_test

import (
	"os"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/kthread"
)

// needRobust skips a test where the kernel has no robust lists.
func needRobust(t *testing.T) {
	t.Helper()
	var m futex.RobustMutex
	switch err := m.Lock(); err {
	case nil:
		m.Unlock()
	case futex.ErrUnsupported, futex.ErrForeignList:
		t.Skipf("no RobustMutex on this thread: %v", err)
	default:
		t.Fatal(err)
	}
}

// ends are the ways in which a thread ends with a lock held.
var ends = []struct {
	name string
	die  func(t *testing.T, m *futex.RobustMutex)
}{
	{"joinable", func(t *testing.T, m *futex.RobustMutex) {
		kinds[1].run(t, func() { m.Lock() })
	}},
	{"exit", func(t *testing.T, m *futex.RobustMutex) {
		kinds[1].run(t, func() { m.Lock(); kthread.Exit() })
	}},
	{"detached", func(t *testing.T, m *futex.RobustMutex) {
		var locked atomic.Uint32
		if _, err := kthread.Spawn(kthread.Config{Detached: true, StackSize: 64 << 10}, func() { m.Lock(); locked.Store(1) }); err != nil {
			t.Fatal(err)
		}
		for locked.Load() == 0 {
			pass()
		}
	}},
	{"goroutine", func(t *testing.T, m *futex.RobustMutex) {
		endWithThread(func() { m.Lock() })
	}},
}

// endWithThread runs f on a goroutine that ends locked to its thread, which ends
// too, unless it is the process's first: the runtime keeps that.
func endWithThread(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		if unix.Gettid() == unix.Getpid() {
			endWithThread(f) // on another one, since this one is taken
			runtime.UnlockOSThread()
			return
		}
		f()
	}()
	<-done
}

// TestOwnerDied has the owner end in each way: the next one is told, and what it
// does decides on the rest.
func TestOwnerDied(t *testing.T) {
	needRobust(t)
	for _, e := range ends {
		for _, k := range kinds {
			t.Run(e.name+"/"+k.name, func(t *testing.T) {
				m := new(futex.RobustMutex)
				for range 3 {
					e.die(t, m)
					var fine atomic.Uint32
					k.run(t, func() {
						if m.Lock() == futex.ErrOwnerDied {
							fine.Add(1)
						}
						if m.Consistent() == nil {
							fine.Add(1)
						}
						if m.Consistent() == futex.ErrInvalid {
							fine.Add(1)
						}
						m.Unlock()
						if m.Consistent() == futex.ErrNotOwner {
							fine.Add(1)
						}
						if m.Lock() == nil {
							fine.Add(1)
						}
						m.Unlock()
					})
					if fine.Load() != 5 {
						t.Fatalf("only %d of 5 answers were right", fine.Load())
					}
				}
				e.die(t, m)
				// Not declared consistent, it dies again, and is handed on again.
				died := false
				kinds[1].run(t, func() { died = m.Lock() == futex.ErrOwnerDied })
				if !died {
					t.Error("the second owner was not told")
				}
				var lost, all [3]bool
				var waits []func()
				var first atomic.Uint32
				for i := range lost {
					waits = append(waits, k.start(t, func() {
						switch m.Lock() {
						case futex.ErrOwnerDied:
							first.Add(1)
							all[i] = true
							m.Unlock()
						case futex.ErrNotRecoverable:
							lost[i], all[i] = true, true
						}
					}))
				}
				for _, w := range waits {
					w()
				}
				if first.Load() != 1 || !all[0] || !all[1] || !all[2] {
					t.Errorf("%d were told of the death, lost: %v", first.Load(), lost)
				}
				if m.TryLock() != futex.ErrNotRecoverable || m.LockTimeout(0) != futex.ErrNotRecoverable {
					t.Error("a lock that is lost can be had")
				}
			})
		}
	}
}

// TestOwnerDiesAwaited has the owner end while others sleep.
func TestOwnerDiesAwaited(t *testing.T) {
	needRobust(t)
	onBoth(t, func(t *testing.T, k kind) {
		m := new(futex.RobustMutex)
		var locked, die, died, clean atomic.Uint32
		owner := kinds[1].start(t, func() {
			m.Lock()
			locked.Store(1)
			for die.Load() == 0 {
				futex.WaitTimeout(addr(&die), 0, time.Second)
			}
		})
		for locked.Load() == 0 {
			pass()
		}
		var waits []func()
		for range 5 {
			waits = append(waits, k.start(t, func() {
				switch m.Lock() {
				case nil:
					clean.Add(1)
				case futex.ErrOwnerDied:
					died.Add(1)
					m.Consistent()
				default:
					return
				}
				m.Unlock()
			}))
		}
		time.Sleep(2 * time.Millisecond) // most will sleep by then
		die.Store(1)
		futex.Wake(addr(&die), 1)
		owner()
		for _, w := range waits {
			w()
		}
		if died.Load() != 1 || clean.Load() != 4 {
			t.Errorf("%d were told, %d not", died.Load(), clean.Load())
		}
	})
}

// TestRobustMutexList has a thread hold many locks, give them back in another order,
// and end with the rest.
func TestRobustMutexList(t *testing.T) {
	needRobust(t)
	onBoth(t, func(t *testing.T, k kind) {
		ms := new([20]futex.RobustMutex)
		end := func() {
			for i := range ms {
				ms[i].Lock()
			}
			for i := range ms {
				if j := i * 7 % len(ms); j%3 != 0 {
					ms[j].Unlock()
				}
			}
			ms[1].Lock()
		}
		if k.raw {
			k.run(t, end)
		} else {
			endWithThread(end)
		}
		for i := range ms {
			var want error
			if i%3 == 0 || i == 1 {
				want = futex.ErrOwnerDied
			}
			if err := ms[i].LockTimeout(10 * time.Second); err != want {
				t.Errorf("lock %d: %v, want %v", i, err, want)
				continue
			}
			ms[i].Unlock()
		}
	})
}

// TestForeignList has a raw thread with a robust list of its own.
func TestForeignList(t *testing.T) {
	needRobust(t)
	head := new(futex.RobustHead)
	head.Next = addressOf(head)
	m := new(futex.RobustMutex)
	refused := false
	kinds[1].run(t, func() {
		futex.SetRobustList(head)
		refused = m.Lock() == futex.ErrForeignList
		futex.SetRobustList(nil)
	})
	if !refused {
		t.Error("the list was replaced")
	}
	if err := m.TryLock(); err != nil {
		t.Fatal(err)
	}
	m.Unlock()
}

// victimEnv says which kind of thread of the second process is to hold the lock.
const victimEnv = "RAWTHREAD_FUTEX_VICTIM"

// TestKilledOwner kills a second process while one of its threads holds a lock
// in shared memory, and others of both processes wait for it.
func TestKilledOwner(t *testing.T) {
	if name := os.Getenv(victimEnv); name != "" {
		victim(t, name)
		return
	}
	needRobust(t)
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			memory := sharedMemory(t, 1<<16)
			a := place[arena](t, memory, 0)
			for round := range 3 {
				a.turn.Store(0)
				child := startSecond(t, memory, "TestKilledOwner", victimEnv+"="+k.name)
				for a.turn.Load() == 0 {
					futex.Shared.WaitTimeout(addr(&a.turn), 0, 10*time.Millisecond)
				}
				var died, clean atomic.Uint32
				var waits []func()
				for _, k := range []kind{kinds[0], kinds[1], kinds[0], kinds[1]} {
					waits = append(waits, k.start(t, func() {
						switch a.shared.robust.Lock() {
						case nil:
							clean.Add(1)
						case futex.ErrOwnerDied:
							died.Add(1)
							a.shared.robust.Consistent()
						default:
							return
						}
						a.shared.robust.Unlock()
					}))
				}
				time.Sleep(time.Millisecond)
				if err := child.Process.Kill(); err != nil {
					t.Error(err)
				}
				child.Wait()
				for _, w := range waits {
					w()
				}
				if died.Load() != 1 || clean.Load() != 3 {
					t.Errorf("round %d: %d were told, %d not", round, died.Load(), clean.Load())
				}
			}
		})
	}
}

// victim locks on a thread of the kind, has others wait for the lock, and stays.
func victim(t *testing.T, name string) {
	memory, err := futex.OpenSharedMemory(3)
	if err != nil {
		t.Fatal(err)
	}
	a := place[arena](t, memory, 0)
	k := kinds[0]
	if name == kinds[1].name {
		k = kinds[1]
	}
	wait := k.start(t, func() {
		if a.shared.robust.Lock() != nil {
			return
		}
		a.turn.Store(1)
		futex.Shared.Wake(addr(&a.turn), 1)
		for a.turn.Load() == 1 {
			futex.Shared.Wait(addr(&a.turn), 1)
		}
	})
	for a.turn.Load() == 0 {
		pass()
	}
	for range 2 {
		kinds[1].start(t, func() { a.shared.robust.Lock() }) // killed as they wait
	}
	wait()
	unix.Kill(os.Getpid(), unix.SIGKILL)
}
