package proof

// Facts are what the checks need to know from elsewhere.
type Facts struct {
	Clone, Exit, Munmap, Sigprocmask int64 // system call numbers

	SetMask    int64 // SIG_SETMASK
	SigsetSize int64 // of the kernel's signal set, in bytes
	// Fields are the offsets of cloneArgs' fields.
	Fields map[string]int64
	// ThreadMask is the address of kthread's variable; 0: the executable tells.
	ThreadMask uint64
}

// KernelFacts returns the facts of an architecture but for the system call
// numbers. Those that Go code knows too are compared with it in package
// kthread's tests.
func KernelFacts(goarch string) Facts {
	f := Facts{SetMask: 2, SigsetSize: 8}
	word := int64(8)
	switch goarch {
	case "mips", "mipsle", "mips64", "mips64le":
		f.SetMask, f.SigsetSize = 3, 16
	}
	switch goarch {
	case "386", "arm", "mips", "mipsle":
		word = 4
	}
	f.Fields = map[string]int64{"flags": 0, "stack": word, "ptid": 2 * word, "ctid": 3 * word, "tls": 4 * word}
	return f
}
