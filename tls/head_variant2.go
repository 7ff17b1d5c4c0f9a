//go:build 386 || amd64 || s390x

package tls

// headWords is the size of a head in words.
const headWords = 8

// headOffset is the distance of the head from the thread pointer: variant II
// leaves eight words to the ABI's thread control block (self pointer, DTV,
// self pointer, ..., stack protector's canary).
const headOffset = 8 * wordSize

// headFromThreadPointer is the same with its sign, for Go.
const headFromThreadPointer = int64(headOffset)
