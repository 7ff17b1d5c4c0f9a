// Package model explores the orders in which threads can make their accesses to
// the words they share, over the very code that is shipped: with the build tag
// model the words of package internal/word come here, and so do the sleeping
// and waking of packages futex, kthread and bridge.
//
// A test gives [Explore] a function that builds a small program out of
// threads. They are coroutines that run one at a time; each stops before its
// next access, and the explorer decides who goes on. It tries every order,
// goes back, and tries the next, until all that is reachable has been seen.
// States that were seen before are not entered again. docs/models.md says what
// that proves, and what it does not.
//
// Nothing here is for raw threads, or in a normal build.
package model
