package bench

import (
	"errors"
	"os"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// onOneCPU is a peer all of whose threads are kept on the last CPU that this
// process may use: those of this process meanwhile, and so those of the program
// that it starts.
func onOneCPU(p Peer) Peer {
	run := p.Run
	if run == nil {
		return p
	}
	p.Run = func(n int) (time.Duration, error) {
		var before, one unix.CPUSet
		if err := unix.SchedGetaffinity(0, &before); err != nil {
			return 0, err
		}
		last := 0
		for cpu := range len(before) * strconv.IntSize {
			if before.IsSet(cpu) {
				last = cpu
			}
		}
		one.Set(last)
		defer setAffinity(&before)
		if err := setAffinity(&one); err != nil {
			return 0, err
		}
		return run(n)
	}
	return p
}

// setAffinity gives all threads of the process the CPUs. One that is just being
// made has those of its parent: the second turn finds it.
func setAffinity(set *unix.CPUSet) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for range 2 {
		tasks, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return err
		}
		for _, t := range tasks {
			tid, err := strconv.Atoi(t.Name())
			if err == nil {
				err = unix.SchedSetaffinity(tid, set)
			}
			if err != nil && !errors.Is(err, unix.ESRCH) { // it is gone
				return err
			}
		}
	}
	return nil
}
