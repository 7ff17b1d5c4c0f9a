// Package gohook is what package gothread needs of package kthread, and nobody
// else. kthread fills it in when it is initialised; so neither has to export it.
package gohook

var (
	// Bind is called on a raw thread whose record is at owner (see tls.Owner),
	// once it has an M of the Go runtime's: signal handlers then run on the
	// stack of size bytes at signals, and before the thread ends drop is
	// called, the address of a func value without captured variables.
	Bind func(owner, signals, size, drop uintptr)

	// SetBody has reports name body as the body of a *kthread.Thread that was
	// prepared with another, and not started.
	SetBody func(thread any, body func())

	// Adopt runs body on a goroutine that is locked to a thread, which ends
	// with it, and returns a *kthread.Thread for it. cfg is a kthread.Config.
	Adopt func(cfg any, body func()) (thread any, err error)
)
