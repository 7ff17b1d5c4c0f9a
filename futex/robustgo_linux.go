package futex

import (
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// robustHeads are the heads of the Go runtime's threads. They are never freed:
// the kernel reads a head when its thread ends. A dead thread's is used again.
var robustHeads struct {
	sync.RWMutex
	tids map[*RobustHead]int
}

// robustHeadGo is robustHead on a goroutine, which is locked to its thread. It
// asks the kernel each time: only that knows what the thread has. Package
// rawsafe knows it by name.
//
//go:noinline
func robustHeadGo() (*RobustHead, error) {
	there, err := RobustList(0)
	if err != nil {
		return nil, err
	}
	if there == nil {
		return newRobustHead()
	}
	robustHeads.RLock()
	_, ours := robustHeads.tids[there]
	robustHeads.RUnlock()
	if !ours {
		return nil, ErrForeignList
	}
	return there, nil
}

func newRobustHead() (*RobustHead, error) {
	robustHeads.Lock()
	defer robustHeads.Unlock()
	var h *RobustHead
	for old, tid := range robustHeads.tids {
		if unix.Tgkill(unix.Getpid(), tid, 0) == unix.ESRCH {
			h = old
			break
		}
	}
	if h == nil {
		h = new(RobustHead)
	}
	*h = RobustHead{Next: uintptr(unsafe.Pointer(h)), Offset: robustOffset}
	if err := SetRobustList(h); err != nil {
		return nil, err
	}
	if robustHeads.tids == nil {
		robustHeads.tids = map[*RobustHead]int{}
	}
	robustHeads.tids[h] = unix.Gettid()
	return h, nil
}
