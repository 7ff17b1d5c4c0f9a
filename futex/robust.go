package futex

// A RobustHead is struct robust_list_head (linux/futex.h): a thread's list of
// the locks that it holds, which the kernel reads when the thread ends. In each
// whose word names the thread it sets [OwnerDied], and wakes one waiter. It
// must lie where it stays until then: not on a goroutine's stack.
//
// All addresses are numbers, of memory that something else keeps.
type RobustHead struct {
	// Next is the address of the first [RobustEntry], of the head itself if
	// there is none. Bit 0 is set where the entry's word is a PI word.
	Next uintptr
	// Offset is the distance from an entry to its word, the same for all.
	Offset int
	// Pending is the address of the entry whose lock is just being taken or
	// given away, 0 if none: the kernel looks at it too.
	Pending uintptr
}

// A RobustEntry is struct robust_list: it lies with the word that it is for.
type RobustEntry struct {
	Next uintptr // address of the next, of the head in the last
}
