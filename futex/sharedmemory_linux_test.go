package futex_test

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"rawthread/futex"
)

// openFDs counts this process's descriptors.
func openFDs(t *testing.T) int {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(fds)
}

// sharedMappings counts this process's mappings of memfds.
func sharedMappings(t *testing.T) int {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(maps), "memfd:rawthread-futex")
}

// sharedMemory is NewSharedMemory that the test closes.
func sharedMemory(t *testing.T, size int) *futex.SharedMemory {
	t.Helper()
	m, err := futex.NewSharedMemory(size)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// place is At that fails the test.
func place[T any](t *testing.T, m *futex.SharedMemory, offset int) *T {
	t.Helper()
	p, err := futex.At[T](m, offset)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSharedMemory(t *testing.T) {
	fds, mappings := openFDs(t), sharedMappings(t)
	m, err := futex.NewSharedMemory(1)
	if err != nil {
		t.Fatal(err)
	}
	if page := os.Getpagesize(); m.Size() != page || m.FD() < 0 {
		t.Errorf("%d bytes, descriptor %d", m.Size(), m.FD())
	}
	other, err := futex.OpenSharedMemory(m.FD())
	if err != nil {
		t.Fatal(err)
	}
	a, b := place[atomic.Uint32](t, m, 64), place[atomic.Uint32](t, other, 64)
	if a == b {
		t.Error("both mappings are at the same address")
	}
	a.Store(7)
	if b.Load() != 7 {
		t.Error("a store through one mapping is not seen through the other")
	}
	if err := unix.Ftruncate(m.FD(), 0); err == nil {
		t.Error("the memory could be cut")
	}
	for _, size := range []int{0, -1, 1<<(strconv.IntSize-1) - 1} {
		if _, err := futex.NewSharedMemory(size); !errors.Is(err, futex.ErrInvalid) {
			t.Errorf("NewSharedMemory(%d): %v", size, err)
		}
	}
	if _, err := futex.OpenSharedMemory(-1); !errors.Is(err, unix.EBADF) {
		t.Errorf("OpenSharedMemory(-1): %v", err)
	}
	if null, err := os.Open(os.DevNull); err == nil {
		if _, err := futex.OpenSharedMemory(int(null.Fd())); !errors.Is(err, futex.ErrInvalid) {
			t.Errorf("OpenSharedMemory of %s: %v", os.DevNull, err)
		}
		null.Close()
	}
	at := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, futex.ErrInvalid) {
			t.Errorf("At: %s: %v", what, err)
		}
	}
	_, err = futex.At[*int](m, 0)
	at("a pointer", err)
	_, err = futex.At[struct {
		a int
		b [2]string
	}](m, 0)
	at("a string in a struct", err)
	_, err = futex.At[uint32](m, 2)
	at("an unaligned word", err)
	_, err = futex.At[uint64](m, 4)
	at("an unaligned word of 64 bits", err)
	_, err = futex.At[uint32](m, -4)
	at("before the start", err)
	_, err = futex.At[uint32](m, m.Size())
	at("at the end", err)
	_, err = futex.At[[1 << 20]byte](m, 0)
	at("longer than the memory", err)
	place[uint32](t, m, m.Size()-4)
	for _, m := range []*futex.SharedMemory{m, other} {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
		if err := m.Close(); !errors.Is(err, futex.ErrInvalid) || m.Size() != 0 || m.FD() != -1 {
			t.Errorf("closed twice: %v, %d bytes, descriptor %d", err, m.Size(), m.FD())
		}
		_, err = futex.At[uint32](m, 0)
		at("after Close", err)
	}
	if f, n := openFDs(t), sharedMappings(t); f != fds || n != mappings {
		t.Errorf("%d descriptors and %d mappings, %d and %d before", f, n, fds, mappings)
	}
}

// TestSharedMemoryLimits has the kernel refuse a descriptor, and a mapping.
func TestSharedMemoryLimits(t *testing.T) {
	fds, mappings := openFDs(t), sharedMappings(t)
	m := sharedMemory(t, 1)
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	none := limit
	none.Cur = 3
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &none); err != nil {
		t.Fatal(err)
	}
	_, newErr := futex.NewSharedMemory(1)
	_, openErr := futex.OpenSharedMemory(m.FD())
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(newErr, unix.EMFILE) || !errors.Is(openErr, unix.EMFILE) {
		t.Errorf("no descriptor left: NewSharedMemory: %v, OpenSharedMemory: %v", newErr, openErr)
	}
	readOnly, err := os.Open(fmt.Sprintf("/proc/self/fd/%d", m.FD()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := futex.OpenSharedMemory(int(readOnly.Fd())); !errors.Is(err, unix.EACCES) {
		t.Errorf("a descriptor that is open for reading only: %v", err)
	}
	readOnly.Close()
	m.Close()
	if f, n := openFDs(t), sharedMappings(t); f != fds || n != mappings {
		t.Errorf("%d descriptors and %d mappings, %d and %d before", f, n, fds, mappings)
	}
}
