package futex

import (
	"runtime"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/tls"
)

// What the kernel has, as bits of found.
const (
	hasTime64 uint32 = 1 << iota
	hasBitset
	hasRequeue
	hasWakeOp
	hasPI
	hasPI2
	hasRequeuePI
	hasRobust
	hasWaitV
	hasFutex2
	hasNUMA
	hasMPol
	wasProbed
)

// found is 0 until somebody has asked, and then the same for ever: whoever finds
// 0 asks the kernel and stores the answer. Several may do so at once, and store
// the same. Nothing else hangs on the order.
//
//	0 ──▶ wasProbed | bits
var found atomic.Uint32

// Features asks the kernel, once, which operations it has: about 20 system
// calls, none of which sleeps. Version numbers do not tell: kernels are
// configured, sandboxes refuse, emulators lack some. An operation that is there
// but works on words of the wrong byte order, as PI and WakeOp do in QEMU's user
// mode for a big-endian program on a little-endian machine, counts as lacking.
// Goroutines and raw threads.
func Features() FeatureSet {
	f := features()
	return FeatureSet{
		Time64: f&hasTime64 != 0, Bitset: f&hasBitset != 0, Requeue: f&hasRequeue != 0, WakeOp: f&hasWakeOp != 0,
		PI: f&hasPI != 0, PI2: f&hasPI2 != 0, RequeuePI: f&hasRequeuePI != 0, Robust: f&hasRobust != 0,
		WaitV: f&hasWaitV != 0, Futex2: f&hasFutex2 != 0, NUMA: f&hasNUMA != 0, MPol: f&hasMPol != 0,
	}
}

// features returns the bits of found.
func features() uint32 {
	if f := found.Load(); f != 0 {
		return f
	}
	if tls.OnRawThread() {
		found.Store(probe())
	} else {
		probeGo()
	}
	return found.Load()
}

// lacks reports whether the kernel lacks a feature.
func lacks(feature uint32) bool { return features()&feature == 0 }

// piWorks reports whether PI locks do.
func piWorks() bool { return !lacks(hasPI) }

// probeGo is probe on a goroutine: a PI word names a thread, so it must stay on
// one. Package rawsafe knows it by name.
//
//go:noinline
func probeGo() {
	runtime.LockOSThread()
	found.Store(probe())
	runtime.UnlockOSThread()
}

// probe makes each operation so that it does nothing, or nothing that stays.
func probe() uint32 {
	f := wasProbed
	if time64Works() {
		f |= hasTime64
	}
	// An address that no word can have is EINVAL, if the operation is there.
	if refused(opWaitBitset) && refused(opWakeBitset) {
		f |= hasBitset
	}
	if refused(opRequeue) && refused(opCmpRequeue) {
		f |= hasRequeue
	}
	if wakeOpWorks() {
		f |= hasWakeOp
	}
	if piLocks() {
		f |= hasPI
		if refused(opLockPI2) {
			f |= hasPI2
		}
		if refused(opWaitRequeuePI) && refused(opCmpRequeuePI) {
			f |= hasRequeuePI
		}
	}
	if _, err := RobustList(0); err == nil {
		f |= hasRobust
	}
	// Flags that no call has are EINVAL; a count of 0 is for futex_waitv. A
	// sandbox that does not know a call may answer EPERM instead of ENOSYS.
	if refusedCall(unix.SYS_FUTEX_WAITV) {
		f |= hasWaitV
	}
	if refusedCall(unix.SYS_FUTEX_WAIT) && refusedCall(unix.SYS_FUTEX_WAKE) && refusedCall(unix.SYS_FUTEX_REQUEUE) {
		f |= hasFutex2
		if nodeWorks(NUMA) {
			f |= hasNUMA
		}
		if nodeWorks(NUMA | MPol) {
			f |= hasMPol
		}
	}
	return f
}

// refused makes an operation on an unaligned address, and reports whether that
// is what the kernel found wrong.
func refused(op uint32) bool {
	var word [2]uint32
	unaligned := (*uint32)(unsafe.Add(unsafe.Pointer(&word), 1))
	_, err := act(unaligned, op|uint32(Private), 0, 0, unaligned, 0)
	return err == ErrInvalid
}

func refusedCall(number uintptr) bool {
	_, _, e := unix.RawSyscall6(number, 0, 0, 0, ^uintptr(0), 0, ^uintptr(0))
	return e == unix.EINVAL
}

// wakeOpWorks reports whether the kernel adds 1 to 1 as this program does.
func wakeOpWorks() bool {
	var word [2]uint32
	word[1] = 1
	const addOne = uint32(OpAdd)<<28 | 1<<12
	_, err := act(&word[0], opWakeOp|uint32(Private), 0, 0, &word[1], addOne)
	return err == nil && word[1] == 2
}

// piLocks reports whether the kernel names the calling thread in a word that it
// locks as this program does.
func piLocks() bool {
	var word uint32
	if _, err := act(&word, opTryLockPI|uint32(Private), 0, 0, nil, 0); err != nil || word != ThreadID() {
		return false
	}
	_, err := act(&word, opUnlockPI|uint32(Private), 0, 0, nil, 0)
	return err == nil && word == 0
}

// nodeWorks reports whether the kernel stores a node into a word of these flags.
func nodeWorks(flags Flags) bool {
	// A NUMAWord on a stack of 32-bit words would not be aligned; the compiler
	// allocates it elsewhere, which a raw thread can't.
	var room [3]uint32
	word := (*uint32)(unsafe.Add(unsafe.Pointer(&room), uintptr(unsafe.Pointer(&room))&4))
	node := (*uint32)(unsafe.Add(unsafe.Pointer(word), 4))
	*node = AnyNode
	_, err := Wake2(word, AllBits, 1, flags|ThisProcess)
	return err == nil && *node != AnyNode
}
