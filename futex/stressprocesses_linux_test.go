package futex_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"rawthread/futex"
)

// stressEnv makes a process the second one of a stress test: "work" or "die".
const stressEnv = "RAWTHREAD_FUTEX_STRESS"

// TestStressProcesses has two processes share all primitives.
func TestStressProcesses(t *testing.T) {
	if os.Getenv(stressEnv) != "" {
		stressSecond(t)
		return
	}
	leaks(t)
	memory := sharedMemory(t, 1<<16)
	b := place[bench](t, memory, 0)
	b.arena.isShared = true
	b.arena.semaphore().Release(2)
	other := startSecond(t, memory, "TestStressProcesses", stressEnv+"=work")
	var waits []func()
	for id := range workers {
		waits = append(waits, startWorker(t, id%2 == 1, func() { b.run(id, uint32(id)+1) }))
	}
	ended := make(chan error, 1)
	go func() { ended <- other.Wait() }()
	for !b.begun() && len(ended) == 0 { // the second takes its time under an emulator
		time.Sleep(time.Millisecond)
	}
	b.during(t, func() { time.Sleep(10 * time.Millisecond) })
	b.stop.Store(1)
	for _, wait := range waits {
		wait()
	}
	if err := <-ended; err != nil {
		t.Errorf("the second process: %v", err)
	}
	b.holds(t)
	for id := range b.ops {
		if b.ops[id].begun.Load() == 0 {
			t.Errorf("worker %d did nothing", id)
		}
	}
}

// stressSecond is the second process's part.
func stressSecond(t *testing.T) {
	memory, err := futex.OpenSharedMemory(3)
	if err != nil {
		t.Fatal(err)
	}
	b := place[bench](t, memory, 0)
	if os.Getenv(stressEnv) == "die" {
		for id := range workers {
			startWorker(t, id%2 == 1, func() { b.lockAndDie(id + workers) })
		}
		select {}
	}
	defer memory.Close()
	var waits []func()
	for id := range workers {
		waits = append(waits, startWorker(t, id%2 == 1, func() { b.run(id+workers, uint32(id)+100) }))
	}
	for _, wait := range waits {
		wait()
	}
}

// lockAndDie adds under the robust lock, in two steps, until it is killed.
func (b *bench) lockAndDie(id int) {
	for {
		b.addTwice(&b.ops[id])
		b.turn()
	}
}

// turn says that the second process is at work.
func (b *bench) turn() { b.arena.turn.Add(1) }

// addTwice changes two sums that are to be the same; the next owner repairs what
// one that was killed left.
func (b *bench) addTwice(c *counter) {
	m := &b.arena.shared.robust
	err := m.LockTimeout(time.Minute)
	switch err {
	case futex.ErrOwnerDied:
		b.told.Add(1)
		b.arena.sum2 = b.arena.sum
		m.Consistent()
	case nil:
	default:
		b.arena.bad.Add(1)
		return
	}
	b.arena.expect(b.arena.sum == b.arena.sum2)
	b.arena.sum++
	c.done[workOnRobust]++
	b.arena.sum2++
	m.Unlock()
}

// TestStressKill kills a second process again and again, while its threads and
// ours hold a robust lock and wait for it.
func TestStressKill(t *testing.T) {
	needRobust(t)
	leaks(t)
	memory := sharedMemory(t, 1<<16)
	b := place[bench](t, memory, 0)
	b.arena.isShared = true
	var waits []func()
	for id := range workers {
		waits = append(waits, startWorker(t, id%2 == 1, func() {
			for b.stop.Load() == 0 {
				b.addTwice(&b.ops[id])
			}
		}))
	}
	b.during(t, func() {
		before := b.arena.turn.Load()
		var child *exec.Cmd = startSecond(t, memory, "TestStressProcesses", stressEnv+"=die")
		for b.arena.turn.Load()-before < 50 {
			time.Sleep(100 * time.Microsecond)
		}
		if err := child.Process.Kill(); err != nil {
			t.Error(err)
		}
		child.Wait()
		b.dead.Add(1)
	})
	b.stop.Store(1)
	for _, wait := range waits {
		wait()
	}
	b.addTwice(&b.ops[0])
	if a := &b.arena; a.sum != a.sum2 || a.bad.Load() != 0 {
		t.Errorf("sums %d and %d, %d checks failed", a.sum, a.sum2, a.bad.Load())
	}
	// A worker that was killed between the sum and its own count did one more.
	if n := b.arena.sum - b.sum(); n < 0 || n > b.dead.Load() {
		t.Errorf("%d were added, %d counted", b.arena.sum, b.sum())
	}
	t.Logf("%d additions, %d kills, %d of them with the lock held", b.arena.sum, b.dead.Load(), b.told.Load())
}
