package kthread_test

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

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
