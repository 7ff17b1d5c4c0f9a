package kthread

import (
	"os"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/tls"
)

var pageSize = uintptr(os.Getpagesize())

// maxMarkedGuard is the largest guard that is made of markers. They take room in
// the page table, 8 bytes a page, which no limit of the process counts: where
// the address space has room for a guard of exabytes, as on s390x, the kernel
// would run out of memory and kill. A mapping costs the same at any size.
const maxMarkedGuard = 1 << 20

// programImage is the program's TLS image, found once.
var programImage = sync.OnceValues(tls.ProgramImage)

// regionLayout computes the layout of a thread's region, from address 0, and what
// it has to be aligned to.
func regionLayout(cfg *Config, tl *tls.Layout) (l Layout, align uintptr, err error) {
	stack := uintptr(cfg.StackSize)
	if stack == 0 {
		stack = DefaultStackSize
	}
	s := shape{page: pageSize, guard: uintptr(cfg.GuardSize), signals: signalsSize, stack: stack, tls: uintptr(tl.Size), tlsAlign: uintptr(tl.Align),
		instance: instanceSize, instAlign: 64}
	l, ok := computeLayout(s)
	if !ok {
		return l, 0, invalid("Config.StackSize %d and Config.GuardSize %d don't fit into the address space", cfg.StackSize, cfg.GuardSize)
	}
	return l, max(s.tlsAlign, pageSize), nil
}

// mapRegion maps a thread's region and makes all but the guard accessible.
// Goroutines only.
func mapRegion(cfg *Config, tl *tls.Layout) (Layout, error) {
	l, align, err := regionLayout(cfg, tl)
	if err != nil {
		return l, err
	}
	if base := takeRegion(&l); base != 0 {
		return l.at(base), nil
	}
	marked := l.marks()
	base, err := mapAligned(l.Size(), align, marked)
	if err != nil {
		return l, err
	}
	l = l.at(base)
	if err := l.open(marked); err != nil {
		unmap(base, l.Size())
		return l, memoryError(opProtect, err, l.Size())
	}
	return l, nil
}

// marks reports whether the guard is to be made of markers.
func (l *Layout) marks() bool { return l.Guard.Size <= maxMarkedGuard && guardInstall() }

// mapAligned maps memory at a multiple of align, accessible if that is wanted.
func mapAligned(size, align uintptr, accessible bool) (uintptr, error) {
	// An alignment beyond a page needs room to move in.
	slack := align - pageSize
	const flags = unix.MAP_PRIVATE | unix.MAP_ANONYMOUS | unix.MAP_NORESERVE | unix.MAP_STACK
	prot := unix.PROT_NONE
	if accessible {
		prot = unix.PROT_READ | unix.PROT_WRITE
	}
	p, err := unix.MmapPtr(-1, 0, nil, size+slack, prot, flags)
	if err != nil {
		return 0, memoryError(opMap, err, size+slack)
	}
	base := uintptr(p)
	if slack > 0 {
		aligned := (base + align - 1) &^ (align - 1)
		if aligned > base {
			unmap(base, aligned-base)
		}
		if end := base + size + slack; end > aligned+size {
			unmap(aligned+size, end-aligned-size)
		}
		base = aligned
	}
	return base, nil
}

// open makes the guard of an accessible region, or all but the guard of an
// inaccessible one accessible.
func (l *Layout) open(accessible bool) error {
	if !accessible {
		return protect(Range{l.Signals.Addr, l.Size() - l.Guard.Size}, unix.PROT_READ|unix.PROT_WRITE)
	}
	if _, _, e := unix.RawSyscall(unix.SYS_MADVISE, l.Guard.Addr, l.Guard.Size, madvGuardInstall); e == 0 {
		return nil
	}
	// Locked memory (mlockall) takes no guard markers on some kernels.
	return protect(l.Guard, unix.PROT_NONE)
}

func protect(r Range, prot uintptr) error {
	if _, _, e := unix.RawSyscall(unix.SYS_MPROTECT, r.Addr, r.Size, prot); e != 0 {
		return e
	}
	return nil
}

// unmap gives memory back. Both kinds of thread.
func unmap(addr, size uintptr) {
	unix.RawSyscall(unix.SYS_MUNMAP, addr, size, 0)
}

// memoryError makes an error of what mmap or mprotect answered to a wish for
// size bytes.
func memoryError(o op, err error, size uintptr) error {
	e := &Error{op: o, kind: kindMemory}
	e.errno, _ = err.(unix.Errno)
	if e.errno == unix.EAGAIN {
		e.kind = kindLocked
	}
	e.detail = limitsText(e.op, e.kind, size)
	return e
}

// addressOf returns the address of something outside Go's heap.
func addressOf[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }
