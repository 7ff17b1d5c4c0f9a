// Package tls builds the thread-local storage of raw kernel threads: it finds
// the program's initial TLS image (PT_TLS), computes where the ABI of each
// architecture wants it relative to the thread pointer, installs it into a
// thread's memory, and tells raw threads from all others.
//
// It has nothing to do with Transport Layer Security: TLS is the ELF term
// (Ulrich Drepper, "ELF Handling For Thread-Local Storage").
//
// A raw thread carries, at a fixed distance from its thread pointer, a head:
// eight words with a magic number, the thread's id, its owner's record and the
// address of its per-thread variables. Everything that asks "on which thread
// am I?" ([OnRawThread], [Owner], [ID], [Var]) reads the thread pointer and
// looks there: two loads and a comparison, no system call, no Go runtime.
//
// Who may call what: all functions here that carry no other remark may be
// called from goroutines and from raw threads. The functions that parse ELF
// headers or make a [Layout] allocate, and belong on goroutines.
package tls
