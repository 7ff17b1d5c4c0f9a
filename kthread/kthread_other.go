//go:build !linux

package kthread

import (
	"context"
	"runtime"
	"time"
)

// SchedAttr stands for struct sched_attr of Linux.
type SchedAttr struct{}

// A Thread is a handle on a raw thread: there are none on this system.
type Thread struct{}

// An Info describes a raw thread.
type Info struct {
	ID        int
	Name      string
	Body      string
	State     string
	StackSize int
}

// A Feature is something that kernels differ in.
type Feature struct {
	Name string
	Have bool
	Used string
}

func unsupported() error {
	return &Error{op: opProbe, kind: kindUnsupported, detail: "they are made of Linux's clone(2) and futex(2); this program runs on " + runtime.GOOS}
}

func limitsText(op, kind, uintptr) string { return "" }

// Go returns [ErrUnsupported].
func Go(body func()) (*Thread, error) { return nil, unsupported() }

// Spawn returns [ErrUnsupported].
func Spawn(cfg Config, body func()) (*Thread, error) { return nil, unsupported() }

// Prepare returns [ErrUnsupported].
func Prepare(cfg Config, body func()) (*Thread, error) { return nil, unsupported() }

// Start returns [ErrUnsupported].
func (t *Thread) Start() error { return unsupported() }

// Release returns [ErrUnsupported].
func (t *Thread) Release() error { return unsupported() }

// Join returns [ErrUnsupported].
func (t *Thread) Join() error { return unsupported() }

// TryJoin returns [ErrUnsupported].
func (t *Thread) TryJoin() (done bool, err error) { return false, unsupported() }

// JoinTimeout returns [ErrUnsupported].
func (t *Thread) JoinTimeout(d time.Duration) error { return unsupported() }

// JoinContext returns [ErrUnsupported].
func (t *Thread) JoinContext(ctx context.Context) error { return unsupported() }

// JoinAny returns [ErrUnsupported].
func JoinAny(threads ...*Thread) (int, error) { return -1, unsupported() }

// JoinAnyTimeout returns [ErrUnsupported].
func JoinAnyTimeout(d time.Duration, threads ...*Thread) (int, error) { return -1, unsupported() }

// JoinAnyContext returns [ErrUnsupported].
func JoinAnyContext(ctx context.Context, threads ...*Thread) (int, error) { return -1, unsupported() }

// Done returns false.
func (t *Thread) Done() bool { return false }

// WaitDone returns [ErrUnsupported].
func (t *Thread) WaitDone() error { return unsupported() }

// WaitDoneTimeout returns [ErrUnsupported].
func (t *Thread) WaitDoneTimeout(d time.Duration) error { return unsupported() }

// Detach returns [ErrUnsupported].
func (t *Thread) Detach() error { return unsupported() }

// ID returns 0.
func (t *Thread) ID() int { return 0 }

// SetName returns [ErrUnsupported].
func (t *Thread) SetName(name string) error { return unsupported() }

// Name returns [ErrUnsupported].
func (t *Thread) Name() (string, error) { return "", unsupported() }

// OwnName returns 0.
func OwnName(buf *[MaxNameLen + 1]byte) int { return 0 }

// Layout returns the zero Layout.
func (t *Thread) Layout() Layout { return Layout{} }

// Exit panics: no caller is a raw thread.
func Exit() { panic("kthread.Exit called on a goroutine: runtime.Goexit is for those") }

// Self returns nil: no caller is a raw thread.
func Self() *Thread { return nil }

// CurrentID returns 0: this package knows no thread ids here.
func CurrentID() int { return 0 }

// CPUCount returns runtime.NumCPU().
func CPUCount() (int, error) { return runtime.NumCPU(), nil }

// Yield lets other goroutines run.
func Yield() error { runtime.Gosched(); return nil }

// Threads returns none.
func Threads() []Info { return nil }

// Features returns none.
func Features() []Feature { return nil }

// SetCacheLimit returns 0: no regions are kept.
func SetCacheLimit(bytes int) (old int) { return 0 }

// CachedBytes returns 0.
func CachedBytes() int { return 0 }

// TrimCache does nothing.
func TrimCache() {}

// SpawnN returns [ErrUnsupported].
func SpawnN(cfg Config, n int, body func(i int)) (*Group, error) { return nil, unsupported() }

// A Group is threads that were started together: there are none here.
type Group struct{}

// Len returns 0.
func (g *Group) Len() int { return 0 }

// Thread panics: there is none.
func (g *Group) Thread(i int) *Thread { panic("kthread: no threads here") }

// Join returns [ErrUnsupported].
func (g *Group) Join() error { return unsupported() }

// JoinTimeout returns [ErrUnsupported].
func (g *Group) JoinTimeout(d time.Duration) error { return unsupported() }

// JoinContext returns [ErrUnsupported].
func (g *Group) JoinContext(ctx context.Context) error { return unsupported() }

// WaitDone returns [ErrUnsupported].
func (g *Group) WaitDone() error { return unsupported() }

// JoinAny returns [ErrUnsupported].
func (g *Group) JoinAny() (i int, err error) { return -1, unsupported() }

// JoinAnyTimeout returns [ErrUnsupported].
func (g *Group) JoinAnyTimeout(d time.Duration) (i int, err error) { return -1, unsupported() }

// Detach returns [ErrUnsupported].
func (g *Group) Detach() error { return unsupported() }
