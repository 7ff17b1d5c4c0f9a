package futex

// errno stands for an error number, which Plan 9 does not have.
type errno uintptr

// Error satisfies error.
func (errno) Error() string { return "error without a number" }

const (
	eAGAIN errno = iota + 1
	eTIMEDOUT
	eINTR
	eINVAL
	eFAULT
	eNOSYS
	eDEADLK
	ePERM
	eSRCH
	eNOMEM
)
