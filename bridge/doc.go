// Package bridge is how work crosses between raw threads and goroutines:
//
//   - [Queue] carries items, either way or between threads of one kind;
//   - Func lets a raw thread ask a goroutine to do what needs the Go runtime,
//     and wait for the answer;
//   - Log takes a raw thread's messages to package slog;
//   - [Clock] tells the time.
//
// A goroutine that waits holds no thread: it waits in Go's netpoller, for an
// eventfd that is written to only when it sleeps. A raw thread waits on a futex,
// and is woken only when it sleeps. Nothing that raw threads call allocates or
// enters the Go runtime. docs/bridge.md draws the protocols.
//
// On systems other than Linux the package compiles, and whatever would make one
// of these returns [ErrUnsupported].
package bridge
