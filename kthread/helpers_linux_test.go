package kthread_test

import (
	"os"
	"os/exec"
	"unsafe"
)

func pointerTo[T any](p *T) unsafe.Pointer { return unsafe.Pointer(p) }

// reexec returns a command that runs this test binary again, in the emulator
// that it runs in itself if there is one: RAWTHREAD_EMULATOR names it.
func reexec(args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	if emulator := os.Getenv("RAWTHREAD_EMULATOR"); emulator != "" {
		return exec.Command(emulator, append([]string{self}, args...)...)
	}
	return exec.Command(self, args...)
}
