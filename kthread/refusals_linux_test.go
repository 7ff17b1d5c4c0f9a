package kthread_test

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// refusals have the kernel refuse one kind of system call that kthread makes,
// and leave the Go runtime its own, which differ in an argument.
var refusals = map[string]limit{
	"clone EAGAIN": {
		set:  func() string { return refuse(rule{unix.SYS_CLONE, 0, unix.CLONE_PARENT_SETTID, unix.EAGAIN}) },
		want: kthread.ErrThreadQuotaExceeded, err: unix.EAGAIN, text: "RLIMIT_NPROC is ",
	},
	"clone ENOMEM": {
		set:  func() string { return refuse(rule{unix.SYS_CLONE, 0, unix.CLONE_PARENT_SETTID, unix.ENOMEM}) },
		want: kthread.ErrSystemResources, err: unix.ENOMEM, text: "clone: cannot allocate memory",
	},
	"mmap ENOMEM": {
		set:  func() string { return refuse(rule{unix.SYS_MMAP, 3, unix.MAP_STACK, unix.ENOMEM}) },
		want: kthread.ErrOutOfMemory, err: unix.ENOMEM, text: "mmap: cannot allocate memory",
	},
	"mprotect ENOMEM": {
		// Without markers, a guard is made by mprotect.
		set: func() string {
			return refuse(rule{unix.SYS_MADVISE, 2, 102, unix.EINVAL}, rule{unix.SYS_MPROTECT, 0, 0, unix.ENOMEM})
		},
		want: kthread.ErrOutOfMemory, err: unix.ENOMEM, text: "mprotect: cannot allocate memory",
	},
	"max_map_count": {
		set: fillMaps, undo: emptyMaps,
		want: kthread.ErrOutOfMemory, err: unix.ENOMEM, text: "met: max_map_count is ",
	},
}

// A rule has a system call fail when all bits are set in one of its arguments.
type rule struct {
	nr, arg int
	bits    uint32
	errno   unix.Errno
}

// refuse puts a seccomp filter on all threads of the process.
func refuse(rules ...rule) string {
	const load, jumpEqual, and, ret = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, unix.BPF_RET | unix.BPF_K
	const retErrno, retAllow = 0x00050000, 0x7fff0000
	low := uint32(0) // of the low half of a 64-bit argument
	if one := uint16(1); *(*byte)(unsafe.Pointer(&one)) == 0 {
		low = 4
	}
	var f []unix.SockFilter
	for _, r := range rules {
		f = append(f,
			unix.SockFilter{Code: load, K: 0},
			unix.SockFilter{Code: jumpEqual, Jf: 4, K: uint32(r.nr)},
			unix.SockFilter{Code: load, K: 16 + 8*uint32(r.arg) + low},
			unix.SockFilter{Code: and, K: r.bits},
			unix.SockFilter{Code: jumpEqual, Jf: 1, K: r.bits},
			unix.SockFilter{Code: ret, K: retErrno | uint32(r.errno)})
	}
	f = append(f, unix.SockFilter{Code: ret, K: retAllow})
	prog := unix.SockFprog{Len: uint16(len(f)), Filter: &f[0]}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return "no_new_privs: " + err.Error()
	}
	const setModeFilter, tsync = 1, 1
	if _, _, e := unix.Syscall(unix.SYS_SECCOMP, setModeFilter, tsync, uintptr(unsafe.Pointer(&prog))); e != 0 {
		return "seccomp: " + e.Error()
	}
	return ""
}

// filler is what fillMaps mapped: every other page has another protection.
var filler []byte

// fillMaps uses mappings up, until the kernel gives no more.
func fillMaps() string {
	const most = 200_000
	page := unix.Getpagesize()
	b, err := unix.Mmap(-1, 0, most*page, unix.PROT_NONE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS|unix.MAP_NORESERVE)
	if err != nil {
		return "no room to fill: " + err.Error()
	}
	filler = b
	for i := 1; i < most; i += 2 {
		if unix.Mprotect(b[i*page:(i+1)*page], unix.PROT_READ) != nil {
			return ""
		}
	}
	unix.Munmap(b)
	return "max_map_count is above 200,000"
}

func emptyMaps() { unix.Munmap(filler) }
