//go:build cgo

package kthread_test

// With cgo enabled the suite runs in a program that has libc and the C
// library's threads beside it.
import _ "runtime/cgo"
