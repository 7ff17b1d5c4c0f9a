//go:build mips || mipsle || mips64 || mips64le

package kthread

// sigsetSize is the size of the kernel's signal set in bytes: 128 signals.
const sigsetSize = 16

// sigactionHandler is the word of struct sigaction that holds the handler: the
// flags come first, and are 32 bits wide.
const sigactionHandler = 1
