//go:build !(386 || amd64 || s390x)

package tls

// headWords is the size of a head in words.
const headWords = 8

// headDistance is how far below the thread pointer the head starts: variant I
// keeps the ABI's control block right below or at the unbiased thread pointer,
// and we stay clear of both.
const headDistance = tpBias + 16*wordSize

// headFromThreadPointer is the same with its sign, for Go.
const headFromThreadPointer = -int64(headDistance)
