package kthread

// errno stands for an error number, which Plan 9 does not have.
type errno uintptr

// Error satisfies error.
func (errno) Error() string { return "error without a number" }
