package futex

// MaxWaiters is the largest number of words that one call can wait for
// (FUTEX_WAITV_MAX).
const MaxWaiters = 128

// A Waiter is a word to wait for with others, and the value that it has while
// there is something to wait for.
type Waiter struct {
	Addr  *uint32
	Val   uint32
	Scope Scope
}
