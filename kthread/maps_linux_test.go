package kthread_test

import (
	"runtime"
	"runtime/debug"

	"golang.org/x/sys/unix"
)

// filler is what fillMaps mapped: every other page has another protection.
var filler []byte

// fillMaps uses mappings up, until the kernel gives no more.
func fillMaps() string {
	const most = 200_000
	// The Go runtime must not need a mapping meanwhile: it gives up if it gets
	// none. So its heap is made large, and free, beforehand.
	debug.SetGCPercent(-1)
	ballast := make([][]byte, 64)
	for i := range ballast {
		ballast[i] = make([]byte, 1<<20)
	}
	runtime.KeepAlive(ballast)
	runtime.GC()
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
