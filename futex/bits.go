package futex

// Bits of a word that names its owner, a thread, for the operations whose names
// have PI and for robust lists (linux/futex.h).
const (
	Waiters   uint32 = 1 << 31   // FUTEX_WAITERS: unlocking takes the kernel
	OwnerDied uint32 = 1 << 30   // FUTEX_OWNER_DIED: its thread ended and had not unlocked
	OwnerMask uint32 = 1<<30 - 1 // FUTEX_TID_MASK: the owner's thread id
)
