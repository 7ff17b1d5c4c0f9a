// Package proof checks machine code of this module's assembly: the code that
// the linker made, not the text it was made from.
//
// A small interpreter ([Program.paths]) goes over all paths of a function with
// symbolic values: constants, the function's arguments, fields of the memory
// that these point to, addresses on the stack, results of system calls. Five
// checks, each written once for all architectures, look at the paths:
//
//   - unmapSelf touches no memory from munmap on, and ends the thread;
//   - clone's child touches only its own stack on the way to threadMain;
//   - clone's arguments are the fields of cloneArgs in the kernel's order;
//   - the signal mask is blocked before clone and restored on every return;
//   - no function refers to the Go runtime.
//
// What the interpreter does not know makes a check fail. Its knowledge of
// instructions and registers is package machine's.
//
// Each check has been seen to fail: package mutation breaks the assembly on
// purpose, and wants every break noticed. Goroutines only.
package proof
