package rawsafe

import (
	"strings"

	"rawthread/internal/machine"
)

// A program is code to be read: the running one ([live]), or that of an ELF
// file ([File]).
type program interface {
	arch() *machine.Arch
	// function returns the function whose code, or padding behind it, is at pc.
	function(pc uint64) (function, bool)
	// code returns the program's code from addr on: at least as much as one
	// instruction and what belongs to it needs, if the program has so much.
	// Nil outside of code.
	code(addr uint64) []byte
	// word returns the address that the program has at addr, in data that it
	// does not write to.
	word(addr uint64) (uint64, bool)
	// position returns the source position of pc, and the name of the innermost
	// function there, which may be one inlined into the function that has pc.
	position(pc uint64) (name string, at Position)
	// outside returns the position in f itself of a call that is inlined at pc.
	outside(f function, pc uint64) (Position, bool)
	// frame returns the size of the stack frame of f, without the return address
	// that a call pushes. False if that is not known.
	frame(f function) (int, bool)
	// runtimeDir is what the names of files of package runtime begin with.
	runtimeDir() string
}

// A function is a piece of code with a name.
type function struct {
	entry, end uint64 // end is where the next function begins
	name       string
	file       string // where its first instruction is from
}

// A Position is a place in the source.
type Position struct {
	File string
	Line int
}

// inStandard reports whether the file belongs to the standard library, whose
// runtime has its files in dir.
func inStandard(file, dir string) bool {
	root := strings.TrimSuffix(dir, "runtime/")
	if root == "" { // -trimpath: paths begin with the import path
		first, _, _ := strings.Cut(file, "/")
		return !strings.Contains(first, ".") && !strings.HasPrefix(file, modulePath+"/") && !strings.HasPrefix(file, "/")
	}
	return strings.HasPrefix(file, root)
}

// inRuntime reports whether the file belongs to the runtime: to package runtime,
// or to those below internal/runtime.
func inRuntime(file, dir string) bool {
	root := strings.TrimSuffix(dir, "runtime/")
	return strings.HasPrefix(file, dir) || strings.HasPrefix(file, root+"internal/runtime/")
}

// handWritten reports whether the file is assembly.
func handWritten(file string) bool { return strings.HasSuffix(file, ".s") }
