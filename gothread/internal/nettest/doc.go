// Package nettest tests package gothread with what links runtime/cgo in where
// there is a C compiler: net and os/user. With CGO_ENABLED=0 the threads are raw
// ones, else goroutines locked to theirs.
package nettest
