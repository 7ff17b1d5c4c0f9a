package kthread

import (
	"bytes"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/tls"
)

// SetName changes the thread's name: at most MaxNameLen bytes without a zero.
// A raw thread may set its own (prctl(2), PR_SET_NAME); a goroutine any
// thread's, by /proc/self/task/TID/comm (Linux 2.6.33).
func (t *Thread) SetName(name string) error {
	if t.own() {
		if len(name) > MaxNameLen {
			return ErrNameTooLong
		}
		for i := range len(name) {
			if name[i] == 0 {
				return ErrInvalidConfig
			}
		}
		var buf [MaxNameLen + 1]byte
		copy(buf[:], name)
		if _, _, e := unix.RawSyscall(unix.SYS_PRCTL, unix.PR_SET_NAME, uintptr(unsafe.Pointer(&buf)), 0); e != 0 {
			return ErrUnsupported
		}
		return nil
	}
	if tls.OnRawThread() {
		return ErrGoroutineOnly
	}
	return t.setNameOfOther(name)
}

//go:noinline
func (t *Thread) setNameOfOther(name string) error { // package rawsafe knows it by name
	if err := checkName(name); err != nil {
		return err
	}
	path, err := t.comm()
	if err == nil {
		err = os.WriteFile(path, []byte(name), 0)
	}
	if err != nil {
		return fmt.Errorf("kthread: naming the thread %q: %w", name, err)
	}
	return nil
}

// Name returns the thread's name as the kernel has it, by
// /proc/self/task/TID/comm. Goroutines only: a raw thread, which can't make
// strings, uses [OwnName].
func (t *Thread) Name() (string, error) {
	if tls.OnRawThread() {
		return "", ErrGoroutineOnly
	}
	path, err := t.comm()
	if err != nil {
		return "", fmt.Errorf("kthread: reading the thread's name: %w", err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("kthread: reading the thread's name: %w", err)
	}
	return string(bytes.TrimSuffix(b, []byte("\n"))), nil
}

// comm returns the file that holds the thread's name. The kernel gives ids
// anew, so a thread that is gone has none.
func (t *thread) comm() (string, error) {
	switch t.state.Load() {
	case statePrepared:
		return "", ErrNotStarted
	case stateExited, stateJoined, stateReleased:
		return "", os.ErrProcessDone
	}
	return fmt.Sprintf("/proc/self/task/%d/comm", t.tid.Load()), nil
}

// OwnName puts the calling thread's name into buf (prctl(2), PR_GET_NAME) and
// returns its length. Raw threads, and goroutines locked to their thread.
func OwnName(buf *[MaxNameLen + 1]byte) int {
	unix.RawSyscall(unix.SYS_PRCTL, unix.PR_GET_NAME, uintptr(unsafe.Pointer(buf)), 0)
	n := 0
	for n < MaxNameLen && buf[n] != 0 {
		n++
	}
	return n
}
