package kthread

import (
	"fmt"
	"strings"
)

const (
	// MaxNameLen is the longest name of a thread in bytes: TASK_COMM_LEN of
	// Linux less its final zero.
	MaxNameLen = 15
	// DefaultStackSize is the usable stack, in bytes, of a thread whose Config
	// does not say. Memory is committed as it is touched.
	DefaultStackSize = 16 << 20

	// minStackSize leaves room, above what Go's stack check keeps free, for
	// the calls that start and end a thread.
	minStackSize = 8 << 10
	// maxCPU bounds the affinity mask to 128 KiB; Linux stops at 8,192 CPUs.
	maxCPU = 1<<20 - 1
)

// Config says how a thread is made. The zero value is ready to use.
type Config struct {
	// Name is what the kernel, ps and top call the thread: at most MaxNameLen
	// bytes, none of them zero. It holds before the body's first instruction.
	// Empty: the name of the thread that calls Start.
	Name string
	// StackSize is the usable stack in bytes, rounded up to whole pages.
	// 0: DefaultStackSize.
	StackSize int
	// GuardSize is the size in bytes of the inaccessible guard below the
	// stack, rounded up to whole pages. 0: one page.
	GuardSize int
	// CPUs are the CPUs that the thread may run on (sched_setaffinity(2)),
	// from the body's first instruction on. All of them must exist and be
	// allowed. Empty: those of the thread that calls Start.
	CPUs []int
	// Sched is the thread's scheduling policy and its parameters
	// (sched_setattr(2)), from the body's first instruction on. Size is filled
	// in. nil: the policy of the thread that calls Start.
	Sched *SchedAttr
	// Calls are the functions, func values all, that the body can reach by
	// indirect calls: through func values and interfaces. They are checked like
	// the body. Without them a body that makes indirect calls is refused.
	Calls []any
	// Unchecked takes the body as it is: its machine code is not looked at. What
	// needs the Go runtime then ends the process with a report when it runs.
	Unchecked bool
	// Detached threads free themselves when they end; nobody can join them.
	Detached bool
}

// check returns an error for values that no system could honour.
func (cfg *Config) check() error {
	if err := checkName(cfg.Name); err != nil {
		return err
	}
	if cfg.StackSize < 0 {
		return invalid("Config.StackSize is %d; it counts bytes: give 0 for the default of %d, or more", cfg.StackSize, DefaultStackSize)
	}
	if cfg.StackSize > 0 && cfg.StackSize < minStackSize {
		return invalid("Config.StackSize is %d bytes; a thread needs at least %d", cfg.StackSize, minStackSize)
	}
	if cfg.GuardSize < 0 {
		return invalid("Config.GuardSize is %d; it counts bytes: give 0 for one page, or more", cfg.GuardSize)
	}
	for i, cpu := range cfg.CPUs {
		if cpu < 0 || cpu > maxCPU {
			return invalid("Config.CPUs[%d] is %d; CPUs are numbered from 0, and at most %d is taken", i, cpu, maxCPU)
		}
	}
	return nil
}

// checkName returns an error for names that the kernel would cut.
func checkName(name string) error {
	if len(name) > MaxNameLen {
		return &Error{op: opConfig, kind: kindNameTooLong, detail: fmt.Sprintf("name %q has %d bytes; the kernel keeps %d", name, len(name), MaxNameLen)}
	}
	if i := strings.IndexByte(name, 0); i >= 0 {
		return invalid("name %q has a zero byte at %d, where the kernel would end it", name, i)
	}
	return nil
}

func invalid(format string, args ...any) error {
	return &Error{op: opConfig, kind: kindInvalid, detail: fmt.Sprintf(format, args...)}
}
