package futex

// An Op says what [Scope.WakeOp] does to its second word, and which old value
// wakes its waiters: FUTEX_OP of linux/futex.h. [MakeOp] makes one.
type Op uint32

// An Arithmetic is what an [Op] does to a word with its argument.
type Arithmetic uint32

// What an [Op] can do.
const (
	OpSet    Arithmetic = 0 // word = arg
	OpAdd    Arithmetic = 1 // word += arg
	OpOr     Arithmetic = 2 // word |= arg
	OpAndNot Arithmetic = 3 // word &^= arg
	OpXor    Arithmetic = 4 // word ^= arg
	// OpBit, added to one of the others, takes 1<<arg for arg.
	OpBit Arithmetic = 8
)

// A Comparison is how an [Op] compares the word's old value, as a signed
// number, with its second argument.
type Comparison uint32

// How an [Op] can compare.
const (
	CmpEqual Comparison = iota
	CmpNotEqual
	CmpLess
	CmpLessOrEqual
	CmpGreater
	CmpGreaterOrEqual
)

// MakeOp returns the Op that changes the word by do and arg, and wakes its
// waiters if the old value compares with is by how. Both numbers have 12 bits
// with a sign, -2048 to 2047, and with [OpBit] arg is 0 to 31; others give
// [ErrInvalid]. Goroutines and raw threads.
func MakeOp(do Arithmetic, arg int, how Comparison, is int) (Op, error) {
	const least, most = -1 << 11, 1<<11 - 1
	if do&^OpBit > OpXor || how > CmpGreaterOrEqual || arg < least || arg > most || is < least || is > most ||
		do&OpBit != 0 && uint(arg) > 31 {
		return 0, ErrInvalid
	}
	return Op(uint32(do)<<28 | uint32(how)<<24 | uint32(arg)&0xfff<<12 | uint32(is)&0xfff), nil
}
