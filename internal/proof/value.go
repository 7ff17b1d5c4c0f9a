package proof

import "fmt"

// A kind of symbolic value. Most have an offset, value.n.
type kind uint8

const (
	unknown    kind = iota
	number          // n
	argument        // argument index of the function, + n
	field           // the word at argument index + n
	stack           // stack pointer at the function's entry, + n
	childStack      // that of the new thread, + n
	thread          // thread pointer, + n
	returnPC        // return address at the function's entry
	newTID          // what clone returns in the parent, above 0
	errno           // the error of a failed clone, above 0
	negErrno        // that, negated
	mask            // word n of the signal mask that the kernel saved
)

// A value is what a register or a word of the stack holds. The zero value is an
// unknown one.
type value struct {
	kind  kind
	index int8
	n     int64
}

func number64(n int64) value { return value{kind: number, n: n} }

// add returns v + n.
func (v value) add(n int64) value {
	switch v.kind {
	case number, argument, stack, childStack, thread:
		v.n += n
	default:
		if n != 0 {
			return value{}
		}
	}
	return v
}

// plus returns v + w.
func (v value) plus(w value) value {
	switch {
	case w.kind == number:
		return v.add(w.n)
	case v.kind == number:
		return w.add(v.n)
	}
	return value{}
}

func (v value) negated() value {
	switch v.kind {
	case number:
		return number64(-v.n)
	case errno:
		return value{kind: negErrno}
	}
	return value{}
}

// nonzero reports whether v is known not to be 0.
func (v value) nonzero() bool {
	return v.kind == number && v.n != 0 || v.kind == newTID || v.kind == errno || v.kind == negErrno
}

// equal compares; known is false if that can't be told.
func (v value) equal(w value) (equal, known bool) {
	switch {
	case v.kind == number && w.kind == number:
		return v.n == w.n, true
	case v.nonzero() && w == number64(0), w.nonzero() && v == number64(0):
		return false, true
	}
	return false, false
}

func (v value) String() string {
	switch v.kind {
	case number:
		return fmt.Sprintf("%#x", v.n)
	case argument:
		return fmt.Sprintf("argument %d%+d", v.index, v.n)
	case field:
		return fmt.Sprintf("the word at argument %d%+d", v.index, v.n)
	case stack:
		return fmt.Sprintf("SP%+d", v.n)
	case childStack:
		return fmt.Sprintf("the child's SP%+d", v.n)
	case thread:
		return fmt.Sprintf("the thread pointer%+d", v.n)
	case returnPC:
		return "the return address"
	case newTID:
		return "the thread's id"
	case errno:
		return "the errno"
	case negErrno:
		return "the negative errno"
	case mask:
		return fmt.Sprintf("word %d of the saved mask", v.n)
	}
	return "an unknown value"
}
