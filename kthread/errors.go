package kthread

import "errors"

// What can go wrong. Errors of this package match one of these by errors.Is,
// and the errno, where the kernel gave one, too.
var (
	// ErrThreadQuotaExceeded: a limit on the number of tasks was met (EAGAIN
	// of clone(2)): RLIMIT_NPROC, threads-max, pid_max, or the cgroup's pids.max.
	ErrThreadQuotaExceeded = errors.New("thread quota exceeded")
	// ErrSystemResources: the kernel had no memory for the task (ENOMEM of
	// clone(2)).
	ErrSystemResources = errors.New("kernel out of memory for a task")
	// ErrOutOfMemory: no memory for the thread's region (ENOMEM of mmap(2),
	// mprotect(2)): RLIMIT_AS, RLIMIT_DATA, max_map_count, or overcommit.
	ErrOutOfMemory = errors.New("out of memory")
	// ErrLockedMemoryLimitExceeded: mlockall(2) is in force and the region
	// would exceed RLIMIT_MEMLOCK (EAGAIN of mmap(2)).
	ErrLockedMemoryLimitExceeded = errors.New("locked memory limit exceeded")
	// ErrNameTooLong: a name of more than MaxNameLen bytes.
	ErrNameTooLong = errors.New("thread name too long")
	// ErrInvalidConfig: a value of Config, or an argument, that makes no sense.
	ErrInvalidConfig = errors.New("invalid configuration")
	// ErrSetup: the kernel refused the name, the CPUs or the scheduling policy
	// that Config asks for.
	ErrSetup = errors.New("thread set-up refused")
	// ErrDetached: the thread is detached, so it can't be joined or detached.
	ErrDetached = errors.New("thread is detached")
	// ErrJoined: the thread was joined before this call began.
	ErrJoined = errors.New("thread was joined before")
	// ErrNotStarted: the thread was prepared, but Start was not called or failed.
	ErrNotStarted = errors.New("thread is not started")
	// ErrStarted: the thread was started before, or released.
	ErrStarted = errors.New("thread was started or released before")
	// ErrDeadlock: a thread would wait for its own end.
	ErrDeadlock = errors.New("a thread can't join itself")
	// ErrTimeout: the thread had not ended in time; it stays joinable.
	ErrTimeout = errors.New("timed out waiting for the thread")
	// ErrUnsupported: this system, this build or this version of Go can't
	// have raw threads. The text says why.
	ErrUnsupported = errors.New("raw threads are not supported here")
	// ErrUnsafeBody: the body, or a function of Config.Calls, calls what needs
	// the Go runtime. The error holds a *rawsafe.Violation, with the path.
	ErrUnsafeBody = errors.New("unsafe body")
	// ErrGrouped: the thread belongs to a [Group], which can be detached as a
	// whole.
	ErrGrouped = errors.New("thread belongs to a group")
	// ErrGoroutineOnly: the method may be called from goroutines only, and a
	// raw thread did.
	ErrGoroutineOnly = errors.New("not callable from a raw thread")
)

// An Error is what failed, why, and what to do about it. A raw thread, which
// can't allocate, returns it too: it holds numbers, and makes its text when it
// is asked for it.
type Error struct {
	op     op
	kind   kind
	errno  errno
	detail string // set on goroutines only
}

// An op is what was tried.
type op uint8

const (
	opConfig op = iota
	opMap
	opProtect
	opClone
	opName
	opAffinity
	opSched
	opRead
	opProbe
)

var opNames = [...]string{
	opConfig:   "configuration",
	opMap:      "mmap",
	opProtect:  "mprotect",
	opClone:    "clone",
	opName:     "prctl(PR_SET_NAME)",
	opAffinity: "sched_setaffinity",
	opSched:    "sched_setattr",
	opRead:     "reading the thread's name",
	opProbe:    "looking at the Go runtime",
}

// A kind says which of the package's errors an Error matches.
type kind uint8

const (
	kindInvalid kind = iota
	kindNameTooLong
	kindQuota
	kindResources
	kindMemory
	kindLocked
	kindSetup
	kindUnsupported
)

var kinds = [...]error{
	kindInvalid:     ErrInvalidConfig,
	kindNameTooLong: ErrNameTooLong,
	kindQuota:       ErrThreadQuotaExceeded,
	kindResources:   ErrSystemResources,
	kindMemory:      ErrOutOfMemory,
	kindLocked:      ErrLockedMemoryLimitExceeded,
	kindSetup:       ErrSetup,
	kindUnsupported: ErrUnsupported,
}

// Error says what was tried, what the kernel answered, and which limits apply
// with their values. Goroutines only.
func (e *Error) Error() string {
	s := "kthread: " + kinds[e.kind].Error()
	if e.op != opConfig {
		s += ": " + opNames[e.op]
		if e.errno != 0 {
			s += ": " + e.errno.Error()
		}
	}
	if e.detail != "" {
		return s + ": " + e.detail
	}
	if l := limitsText(e.op, e.kind, 0); l != "" {
		return s + ": " + l
	}
	if a := advice[e.op]; a != "" {
		return s + ": " + a
	}
	return s
}

// advice says what to do about a refused set-up.
var advice = [...]string{
	opAffinity: "a CPU of Config.CPUs does not exist, or this process may not use it (cpuset, taskset): see sched_getaffinity",
	opSched:    "Config.Sched has a policy or priority that is unknown, or not allowed: real-time ones need CAP_SYS_NICE or RLIMIT_RTPRIO",
	opProbe:    "",
}

// Is reports whether target is the package's error that e is an instance of.
func (e *Error) Is(target error) bool { return target == kinds[e.kind] }

// Unwrap returns the errno, nil if the kernel gave none.
func (e *Error) Unwrap() error {
	if e.errno == 0 {
		return nil
	}
	return e.errno
}
