package kthread

import (
	"fmt"
	"reflect"
	"runtime"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/internal/word"
	"rawthread/tls"
)

// Go starts a raw thread that runs body: [Spawn] with the zero Config.
// Goroutines only.
func Go(body func()) (*Thread, error) { return Spawn(Config{}, body) }

// Spawn makes a raw thread and starts it: [Prepare], then [Thread.Start]. If
// it fails, nothing is left: no memory, no task. Goroutines only.
func Spawn(cfg Config, body func()) (*Thread, error) {
	t, err := Prepare(cfg, body)
	if err != nil {
		return nil, err
	}
	if err := t.Start(); err != nil {
		t.Release() // refused if Start freed it already
		return nil, err
	}
	return t, nil
}

// Prepare does all that can be done before a thread is there: it checks cfg,
// maps the region and installs TLS, so that Start has nothing left to do but
// clone(2), and may be called from a raw thread. Goroutines only.
func Prepare(cfg Config, body func()) (*Thread, error) {
	if err := checkEnvironment(&cfg, body == nil); err != nil {
		return nil, err
	}
	var reach uintptr
	if !cfg.Unchecked {
		var err error
		if reach, err = checkBody(body, cfg.Calls); err != nil {
			return nil, err
		}
	}
	tl, err := threadTLS()
	if err != nil {
		return nil, err
	}
	t := &thread{body: body, bodyName: bodyName(body), name: cfg.Name, detached: cfg.Detached, reach: reach}
	t.self.thread = t
	t.setup = newSetup(&cfg)
	if t.layout, err = mapRegion(&cfg, &tl); err != nil {
		return nil, err
	}
	t.writeInstance(&tl)
	t.state.Store(statePrepared)
	register(t)
	h := &Thread{t}
	runtime.AddCleanup(h, (*thread).abandon, t)
	return h, nil
}

// checkEnvironment says whether threads can be made here, as cfg has it.
func checkEnvironment(cfg *Config, noBody bool) error {
	if tls.OnRawThread() {
		return ErrGoroutineOnly
	}
	if noBody {
		return invalid("the body is nil")
	}
	if err := cfg.check(); err != nil {
		return err
	}
	if err := checkRuntime(); err != nil {
		return err
	}
	return watchFaults()
}

// threadTLS returns the layout of the TLS area of a thread that is made now.
func threadTLS() (tls.Layout, error) {
	img, err := programImage()
	if err != nil {
		return tls.Layout{}, &Error{op: opProbe, kind: kindUnsupported, detail: "the program's TLS image: " + err.Error()}
	}
	tl, err := tls.NewLayout(tls.Native(), img, tls.VarsSize())
	if err != nil {
		return tl, &Error{op: opProbe, kind: kindUnsupported, detail: err.Error()}
	}
	return tl, nil
}

// writeInstance fills the region's upper end.
func (t *thread) writeInstance(tl *tls.Layout) {
	l := t.layout
	t.inst = l.Instance.Addr
	inst := t.instance()
	tp := tl.InstallThread(pointer(l.TLS.Addr), t.inst)
	inst.body = *(*uintptr)(unsafe.Pointer(&t.body))
	if t.group != nil {
		inst.body = *(*uintptr)(unsafe.Pointer(&t.group.body))
	}
	inst.thread = uintptr(unsafe.Pointer(t))
	inst.layout = l
	inst.g.init(l.Stack, tripwire.addr)
	inst.gsignal.init(l.handlers(), tripwire.addr)
	sp := l.Stack.End() - initialFrame
	*(*uintptr)(pointer(sp)) = addressOf(&inst.g)
	inst.start = cloneArgs{
		flags: cloneFlags,
		stack: sp,
		ptid:  uintptr(unsafe.Pointer(&t.tid)),
		ctid:  uintptr(unsafe.Pointer(&t.state)),
		tls:   inst.tlsArg.set(tp),
	}
}

// bodyNames remembers what bodyName found, by the address of the code: a string
// takes longer to make than a system call.
var bodyNames sync.Map

// bodyName returns the name, file and line of a func value.
func bodyName(body any) string {
	pc := reflect.ValueOf(body).Pointer()
	if name, ok := bodyNames.Load(pc); ok {
		return name.(string)
	}
	name := "unknown"
	if f := runtime.FuncForPC(pc); f != nil {
		file, line := f.FileLine(f.Entry())
		name = fmt.Sprintf("%s (%s:%d)", f.Name(), file, line)
	}
	bodyNames.Store(pc, name)
	return name
}

// Start makes the thread: clone(2) and, if the Config has a name, CPUs or a
// policy, a wait until the thread has set them. If clone fails the thread stays
// prepared, and Start may be tried again; if the set-up fails it is released.
// Goroutines and raw threads.
func (t *Thread) Start() error {
	err := t.begin()
	keep(t)
	return err
}

func (t *thread) begin() error {
	if err := t.launch(); err != nil {
		return err
	}
	if !t.setup.wanted() {
		return nil
	}
	return t.awaitReady()
}

// launch makes the kernel's thread.
func (t *thread) launch() error {
	if !t.state.CompareAndSwap(statePrepared, stateStarting) {
		return ErrStarted
	}
	t.ended.Store(bodyRuns)
	if tid := clone(&t.instance().start); tid < 0 {
		t.state.Store(statePrepared)
		t.wakeWaiters()
		t.bodyIs(bodyAbsent)
		return t.cloneError(unix.Errno(-tid))
	}
	return nil
}

// awaitReady waits for the set-up that the thread makes, and for its end if it
// failed.
func (t *thread) awaitReady() error {
	for t.ready.Load() == readyPending {
		futex.Wait(word.Addr(&t.ready), readyPending)
	}
	if t.ready.Load() == readyDone {
		return nil
	}
	t.awaitEnd()
	return &t.fail
}

// awaitEnd waits until the thread has ended without having run its body, and
// somebody has freed it, which may be the caller.
func (t *thread) awaitEnd() {
	t.waiters.Add(1) // a joiner may get the kernel's one wake, and passes it on
	for s := t.state.Load(); s != stateReleased && s != stateJoined; s = t.state.Load() {
		if s == stateExited {
			if t.state.CompareAndSwap(stateExited, stateReleased) {
				t.free()
			}
			continue
		}
		futex.Shared.Wait(t.word(), s)
	}
	t.waiters.Add(^uint32(0))
}

// cloneError tells the errors of clone(2) apart. A raw thread returns the
// numbers alone.
func (t *thread) cloneError(errno unix.Errno) error {
	k := kindResources
	switch errno {
	case unix.EAGAIN:
		k = kindQuota
	case unix.ENOSYS, unix.EINVAL, unix.EPERM:
		k = kindUnsupported
	}
	if tls.OnRawThread() {
		t.fail.op, t.fail.kind, t.fail.errno = opClone, k, errno
		return &t.fail
	}
	return goroutineCloneError(k, errno)
}

//go:noinline
func goroutineCloneError(k kind, errno unix.Errno) error { // package rawsafe knows it by name
	return &Error{op: opClone, kind: k, errno: errno, detail: limitsText(opClone, k, 0)}
}

// Release frees a prepared thread that will not be started. It returns
// [ErrStarted] if it was started, or released before. Goroutines and raw threads.
func (t *Thread) Release() error {
	if !t.state.CompareAndSwap(statePrepared, stateReleased) {
		return ErrStarted
	}
	t.free()
	keep(t)
	return nil
}
