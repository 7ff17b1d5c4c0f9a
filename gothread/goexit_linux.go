//go:build !go1.28 && !race && !msan && !asan

package gothread

// runtime.Goexit on the goroutine of an extra M ends the process, since nothing
// is left there for the thread to return to. So the function is called with a
// deferred one below it: when Goexit has run all others and comes to that one, it
// lands where the function was called, as if it had returned, and tells of it.
//
// What Goexit leaves behind is then frames that nobody returns to, and a record
// on the stack that g points to as its innermost panic: land clears that.

// A landing lies on the goroutine's stack. It keeps its distance from catch's frame
// when the stack moves.
type landing struct {
	distance uintptr // from catch's stack pointer
	pc       uintptr // behind its call
	fn       func()
	returned bool
}

// returns calls fn and reports whether it returned; otherwise it ended by
// runtime.Goexit.
func returns(fn func()) bool {
	l := landing{fn: fn}
	catch(&l)
	return l.returned
}

// protected is called by catch.
func protected(l *landing) {
	defer func() {
		if !l.returned && exiting() {
			land(l)
		}
	}()
	l.fn()
	l.returned = true
}

// catch fills in l and calls protected(l). It returns when that does, or when
// land(l) is called.
//
//go:noescape
func catch(l *landing)

// mark is the part of catch that notes where land returns to. Not for Go code.
func mark(l *landing)

// land goes back to behind the call in catch, and takes the goroutine's panics
// for done with.
//
//go:noescape
func land(l *landing)
