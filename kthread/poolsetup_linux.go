package kthread

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// A savedSetup is what a worker has to have again after a task that asked for a
// name or CPUs.
type savedSetup struct {
	name [MaxNameLen + 1]byte
	cpus [maxKernelCPUs / 8 / wordSize]uintptr
	size uintptr // bytes of cpus
}

// prepare gives the calling worker what t asks for, and reports whether the
// kernel did; if not, the worker is as it was.
func (w *worker) prepare(t *task) bool {
	if !t.wantsSetup {
		return true
	}
	s := &w.saved
	if t.setup.doName {
		OwnName(&s.name)
	}
	if t.setup.doCPUs {
		n, _, e := unix.RawSyscall(unix.SYS_SCHED_GETAFFINITY, 0, unsafe.Sizeof(s.cpus), uintptr(unsafe.Pointer(&s.cpus)))
		if e != 0 {
			t.refuse(opAffinity, e)
			return false
		}
		s.size = n
	}
	if o, e := t.setup.apply(); e != 0 {
		t.refuse(o, e)
		w.restore(t)
		return false
	}
	return true
}

func (t *task) refuse(o op, e unix.Errno) { t.why.Store(uint32(o)<<16 | uint32(e)) }

// restore takes it back.
func (w *worker) restore(t *task) {
	if !t.wantsSetup {
		return
	}
	s := &w.saved
	if t.setup.doName {
		unix.RawSyscall(unix.SYS_PRCTL, unix.PR_SET_NAME, uintptr(unsafe.Pointer(&s.name)), 0)
	}
	if t.setup.doCPUs {
		unix.RawSyscall(unix.SYS_SCHED_SETAFFINITY, 0, s.size, uintptr(unsafe.Pointer(&s.cpus)))
	}
}

// goroutineRefusal says what the kernel refused. Package rawsafe knows it by name.
//
//go:noinline
func (t *task) goroutineRefusal() error {
	why := t.why.Load()
	return &Error{op: op(why >> 16), kind: kindSetup, errno: unix.Errno(why & 0xffff)}
}
