package kthread

// What only the assembly refers to, told to tools that read Go alone.
var (
	_ = threadMain
	_ = crash
	_ = threadEntry
	_ = sigEntry
	_ = threadMask
	_ = [...]uintptr{sysClone, sysExit, sysFutex, sysMunmap, sysSigprocmask, sigSetmask, ownerOffset}
)
