//go:build !(mips || mipsle || mips64 || mips64le)

package kthread

// sigsetSize is the size of the kernel's signal set in bytes: 64 signals.
const sigsetSize = 8

// sigactionHandler is the word of struct sigaction that holds the handler.
const sigactionHandler = 0
