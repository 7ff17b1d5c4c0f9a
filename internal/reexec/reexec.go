// Package reexec has a test's program start itself again, as a process of its own.
package reexec

import (
	"context"
	"os"
	"os/exec"
)

// Command is the running program with other arguments, in the emulator that it runs
// in itself if there is one: RAWTHREAD_EMULATOR names it. Goroutines only.
func Command(args ...string) *exec.Cmd {
	return CommandContext(context.Background(), args...)
}

// CommandContext is Command that the end of ctx kills, as [exec.CommandContext] has
// it. Goroutines only.
func CommandContext(ctx context.Context, args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil { // where /proc does not say
		self = os.Args[0]
	}
	if emulator := os.Getenv("RAWTHREAD_EMULATOR"); emulator != "" {
		return exec.CommandContext(ctx, emulator, append([]string{self}, args...)...)
	}
	return exec.CommandContext(ctx, self, args...)
}
