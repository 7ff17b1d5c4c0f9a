package model

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"unsafe"
)

// A Line of a trace is one step.
type Line struct{ Thread, What, Where string }

// caller is the line of the code under test that makes the op: the first frame
// that is not of this package, or of a hook.
func caller() uintptr {
	var pcs [16]uintptr
	n := runtime.Callers(3, pcs[:])
	frames := runtime.CallersFrames(pcs[:n])
	for {
		f, more := frames.Next()
		hook := strings.HasSuffix(f.File, "_model.go") || inPackage(f.Function) && !strings.HasSuffix(f.File, "_test.go")
		if !hook || !more {
			return f.PC
		}
	}
}

func inPackage(name string) bool {
	return strings.Contains(name, "/internal/model.") || strings.Contains(name, "/internal/word.")
}

func where(pc uintptr) string {
	if pc == 0 {
		return ""
	}
	f, _ := runtime.CallersFrames([]uintptr{pc + 1}).Next()
	return filepath.Base(f.File) + ":" + strconv.Itoa(f.Line)
}

// note writes a line for e, without its result.
func (m *Run) note(e event) {
	th := m.threads[e.thread]
	o := &th.op
	name := m.nameOf(o.addr)
	l := Line{Thread: th.name}
	switch e.what {
	case timesOut:
		l.What = "time is up, on " + name
	case wakesUp:
		l.What = "wakes up without a cause, on " + name
	case interrupted:
		l.What = "a signal interrupts the sleep, on " + name
	case flushes:
		b := th.buffer[e.arg]
		l.What = fmt.Sprintf("(its store is seen) %s = %s", m.nameOf(b.addr), show(b.val, b.wide))
	default:
		l.Where = where(o.pc)
		a, b := show(o.a, o.wide), show(o.b, o.wide)
		switch o.kind {
		case opLoad, opEventRead:
			l.What = fmt.Sprintf("%s.%s()", name, kindNames[o.kind])
		case opCAS:
			l.What = fmt.Sprintf("%s.%s(%s, %s)", name, kindNames[o.kind], a, b)
		case opYield:
			l.What = "Yield()"
		case opWait:
			l.What = fmt.Sprintf("futex wait(%s, %s)", name, a)
			for _, w := range o.more {
				l.What += fmt.Sprintf(", (%s, %d)", m.nameOf(unsafe.Pointer(w.Addr)), w.Val)
			}
		case opWake:
			l.What = fmt.Sprintf("futex wake(%s, %d)", name, o.a)
		case opRequeue:
			l.What = fmt.Sprintf("futex requeue(%s, wake %d, to %s)", name, o.a, m.nameOf(o.addr2))
		default:
			l.What = fmt.Sprintf("%s.%s(%s)", name, kindNames[o.kind], a)
		}
	}
	m.trace = append(m.trace, l)
}

// result completes the last line.
func (m *Run) result(th *thread, res uint64) {
	if !m.tracing || len(m.trace) == 0 {
		return
	}
	l := &m.trace[len(m.trace)-1]
	switch th.op.kind {
	case opLoad, opSwap, opAdd, opAnd, opOr, opEventRead:
		l.What += " = " + show(res, th.op.wide)
	case opCAS:
		l.What += fmt.Sprintf(" = %t", res != 0)
	case opWake, opRequeue:
		l.What += fmt.Sprintf(" = %d", int64(res))
	case opWait:
		if th.status == asleep && l.Where != "" {
			l.What += ": sleeps"
		} else if l.Where != "" {
			l.What += ": " + [...]string{"woken", "EAGAIN", "ETIMEDOUT", "EINTR"}[res]
		}
	}
}

func (m *Run) noteWoken(th *thread) {
	m.trace[len(m.trace)-1].What += ", " + th.name
}

func show(v uint64, wide bool) string {
	if !wide && v > 1<<31+1<<20 {
		return strconv.Itoa(int(int32(v)))
	}
	if v >= 1<<20 {
		return fmt.Sprintf("%#x", v)
	}
	return strconv.FormatUint(v, 10)
}

func (m *Run) valueOf(p unsafe.Pointer, wide bool) string { return show(peek(p, wide), wide) }

// nameOf finds the variable that p is in, and the field in it.
func (m *Run) nameOf(p unsafe.Pointer) string {
	if p == nil {
		return ""
	}
	a := uintptr(p)
	for _, r := range m.names {
		if a >= r.lo && a < r.hi {
			return r.name + fieldAt(r.typ, a-r.lo)
		}
	}
	for i := range m.words {
		if m.words[i].p == p {
			return fmt.Sprintf("word%d", i)
		}
	}
	return "unnamed"
}

// fieldAt names the field of t at an offset.
func fieldAt(t reflect.Type, off uintptr) string {
	if isWord(t) {
		return ""
	}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if off >= f.Offset && off < f.Offset+f.Type.Size() {
				return "." + f.Name + fieldAt(f.Type, off-f.Offset)
			}
		}
	case reflect.Array:
		size := t.Elem().Size()
		return fmt.Sprintf("[%d]%s", off/size, fieldAt(t.Elem(), off%size))
	}
	return ""
}

func isWord(t reflect.Type) bool {
	return t == reflect.TypeFor[Uint32]() || t == reflect.TypeFor[Uint64]()
}
