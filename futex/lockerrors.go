package futex

// What the primitives return beside the errors of the operations.
var (
	// ErrLocked: TryLock found the lock taken.
	ErrLocked error = &Error{"futex: the lock is held by another thread", 0}
	// ErrOwnerDied: the lock is the caller's now, and the thread that held it
	// before ended without unlocking: what it protects may be half changed.
	ErrOwnerDied error = &Error{"futex: locked, but the thread that held the lock ended without unlocking: repair the data, then call Consistent", 0}
	// ErrNotRecoverable: an owner died, and the next one unlocked without
	// having called Consistent: the lock can't be used again.
	ErrNotRecoverable error = &Error{"futex: the lock is lost: its owner died, and the data was not declared consistent", 0}
)
