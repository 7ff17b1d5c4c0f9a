package futex_test

import (
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/kthread"
)

// An inversion is three threads on one CPU: low holds a lock, high waits for it,
// and middle, which wants no lock, computes.
type inversion struct {
	plain futex.Mutex
	pi    futex.PIMutex

	held, trying, release, highDone atomic.Uint32
	middleSaw                       bool // that high had the lock before middle was done
}

func (v *inversion) lock(pi bool) {
	if pi {
		v.pi.Lock()
	} else {
		v.plain.Lock()
	}
}

func (v *inversion) unlock(pi bool) {
	if pi {
		v.pi.Unlock()
	} else {
		v.plain.Unlock()
	}
}

// TestPriorityInversion shows that middle keeps high waiting for as long as it
// likes where the lock is a Mutex, and does not where it is a PIMutex.
func TestPriorityInversion(t *testing.T) {
	if emulated {
		t.Skip("an emulator's threads wait for each other by locks of its own")
	}
	if !futex.Features().PI {
		t.Skip("this kernel lends no priorities")
	}
	cpu := lastCPU(t)
	for _, c := range []struct {
		name   string
		pi     bool
		budget time.Duration // how long middle computes
	}{{"Mutex", false, 50 * time.Millisecond}, {"PIMutex", true, 500 * time.Millisecond}} {
		t.Run(c.name, func(t *testing.T) {
			v := new(inversion)
			start := func(name string, priority uint32, body func()) *kthread.Thread {
				th, err := kthread.Spawn(kthread.Config{Name: name, StackSize: 64 << 10, CPUs: []int{cpu},
					Sched: &kthread.SchedAttr{Policy: unix.SCHED_FIFO, Priority: priority}}, body)
				if err != nil {
					t.Skipf("no SCHED_FIFO here: %v", err)
				}
				return th
			}
			low := start("low", 10, func() {
				v.lock(c.pi)
				v.held.Store(1)
				for v.release.Load() == 0 {
					futex.Wait(addr(&v.release), 0)
				}
				v.unlock(c.pi)
			})
			for v.held.Load() == 0 {
				time.Sleep(100 * time.Microsecond)
			}
			high := start("high", 30, func() {
				v.trying.Store(1)
				v.lock(c.pi)
				v.highDone.Store(1)
				v.unlock(c.pi)
			})
			for v.trying.Load() == 0 || !asleep(t, high.ID()) {
				time.Sleep(100 * time.Microsecond)
			}
			middle := start("middle", 20, func() {
				v.release.Store(1)
				futex.Wake(addr(&v.release), 1) // low can run, if it is let
				end := futex.Deadline(c.budget)
				for futex.Monotonic.Now() < end {
					if v.highDone.Load() != 0 {
						v.middleSaw = true
						return
					}
				}
			})
			for _, th := range []*kthread.Thread{middle, high, low} {
				if err := th.Join(); err != nil {
					t.Error(err)
				}
			}
			if v.middleSaw != c.pi {
				t.Errorf("high had the lock before middle was done: %v", v.middleSaw)
			}
		})
	}
}

// lastCPU is the last that the process may run on.
func lastCPU(t *testing.T) int {
	t.Helper()
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		t.Fatal(err)
	}
	for cpu := int(unsafe.Sizeof(set))*8 - 1; cpu >= 0; cpu-- {
		if set.IsSet(cpu) {
			return cpu
		}
	}
	t.Fatal("no CPU")
	return 0
}

// asleep says whether a thread of this process sleeps in the kernel.
func asleep(t *testing.T, tid int) bool {
	t.Helper()
	stat, err := os.ReadFile("/proc/self/task/" + strconv.Itoa(tid) + "/stat")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(rest, "S")
}
