// Package bench measures rawthread beside its peers: C programs on the C
// library, Go's own sync types and goroutines, and what the kernel itself
// costs. A [Case] is one operation done by several peers; they take turns, round
// by round, so that what the machine does meanwhile meets all of them alike.
// What counts is the ratio of each to the case's floor in the same round.
//
// The programs in other languages are built when they are needed, by the
// compilers of the machine; a peer that can't be built is left out by name.
//
// A [Ladder] is something as a function of a number: the cost and the memory of
// threads as a function of how many live. A [Distribution] is how often an
// operation took how long. A [Run] is everything that was measured on a machine;
// [Compare] says what got worse from one to another by more than the noise.
//
// Run it by go test -bench . ./bench, or go run ./cmd/bench;
// on all architectures by go run ./cmd/matrix bench.
package bench
