package kthread

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// SchedAttr is struct sched_attr of sched_setattr(2).
type SchedAttr = unix.SchedAttr

// A setup is what the new thread asks of the kernel for itself, before its body.
type setup struct {
	name   [MaxNameLen + 1]byte
	cpus   []uintptr // affinity mask; nil: as it is
	got    []uintptr // what the kernel made of it
	sched  SchedAttr
	doName bool
	doCPUs bool
	doPlan bool
}

// from takes what cfg says. Goroutines only.
func (s *setup) from(cfg *Config) {
	if cfg.Name != "" {
		s.doName = true
		copy(s.name[:], cfg.Name)
	}
	if len(cfg.CPUs) > 0 {
		s.doCPUs = true
		top := 0
		for _, cpu := range cfg.CPUs {
			top = max(top, cpu)
		}
		const bits = 8 * int(wordSize)
		s.cpus = make([]uintptr, top/bits+1)
		for _, cpu := range cfg.CPUs {
			s.cpus[cpu/bits] |= 1 << (cpu % bits)
		}
		s.got = make([]uintptr, max(len(s.cpus), maxKernelCPUs/bits))
	}
	if cfg.Sched != nil {
		s.doPlan = true
		s.sched = *cfg.Sched
		s.sched.Size = uint32(unsafe.Sizeof(s.sched))
	}
}

// maxKernelCPUs is the largest NR_CPUS that Linux can be configured with;
// sched_getaffinity(2) wants room for the kernel's number.
const maxKernelCPUs = 8192

// newSetup returns what cfg says, nil if that is nothing. Goroutines only.
func newSetup(cfg *Config) *setup {
	if cfg.Name == "" && len(cfg.CPUs) == 0 && cfg.Sched == nil {
		return nil
	}
	s := &setup{}
	s.from(cfg)
	return s
}

// wanted reports whether there is anything to do.
func (s *setup) wanted() bool { return s != nil && (s.doName || s.doCPUs || s.doPlan) }

// apply does it to the calling raw thread, and returns what failed.
func (s *setup) apply() (op, unix.Errno) {
	if s == nil {
		return 0, 0
	}
	if s.doName {
		if _, _, e := unix.RawSyscall(unix.SYS_PRCTL, unix.PR_SET_NAME, uintptr(unsafe.Pointer(&s.name)), 0); e != 0 {
			return opName, e
		}
	}
	if s.doCPUs {
		if e := s.applyCPUs(); e != 0 {
			return opAffinity, e
		}
	}
	if s.doPlan {
		if _, _, e := unix.RawSyscall(unix.SYS_SCHED_SETATTR, 0, uintptr(unsafe.Pointer(&s.sched)), 0); e != 0 {
			return opSched, e
		}
	}
	return 0, 0
}

// applyCPUs sets the affinity, and asks whether the kernel took all of it:
// CPUs that don't exist, or are not allowed, it leaves out without a word.
func (s *setup) applyCPUs() unix.Errno {
	_, _, e := unix.RawSyscall(unix.SYS_SCHED_SETAFFINITY, 0, uintptr(len(s.cpus))*wordSize, uintptr(unsafe.Pointer(unsafe.SliceData(s.cpus))))
	if e != 0 {
		return e
	}
	n, _, e := unix.RawSyscall(unix.SYS_SCHED_GETAFFINITY, 0, uintptr(len(s.got))*wordSize, uintptr(unsafe.Pointer(unsafe.SliceData(s.got))))
	if e != 0 {
		return e
	}
	for i, want := range s.cpus {
		var got uintptr
		if uintptr(i) < n/wordSize {
			got = s.got[i]
		}
		if want&^got != 0 {
			return unix.EINVAL
		}
	}
	return 0
}
