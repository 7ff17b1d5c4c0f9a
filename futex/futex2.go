package futex

import "sync/atomic"

// Flags are what the calls of futex2 take in place of a [Scope]: 0 for a shared
// word of 32 bits, the one size that kernels take so far, or a sum of the
// following.
type Flags uint32

const (
	// ThisProcess is FUTEX2_PRIVATE: [Private].
	ThisProcess Flags = 128
	// NUMA is FUTEX2_NUMA (Linux 6.16): the word lies in a [NUMAWord], whose
	// node says on which node of the machine the kernel keeps the waiters.
	NUMA Flags = 4
	// MPol is FUTEX2_MPOL (Linux 6.16): the node is that of the memory policy
	// of the word's mapping (mbind(2)).
	MPol Flags = 8
)

// A NUMAWord is a word with the node that its waiters are kept on, for [NUMA].
type NUMAWord struct {
	_    [0]atomic.Uint64 // the kernel wants both in 8 aligned bytes, on 32-bit machines too
	Word uint32
	// Node is [AnyNode] or a node's number. The kernel stores the node of the
	// first waiter over AnyNode.
	Node uint32
}

// AnyNode lets the kernel choose (FUTEX_NO_NODE).
const AnyNode = ^uint32(0)
