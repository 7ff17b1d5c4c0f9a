//go:build ppc64 || ppc64le

#include "textflag.h"

// func relax()
// Priority of the hardware thread low, then medium.
TEXT ·relax(SB), NOSPLIT, $0-0
	OR	R1, R1, R1
	OR	R2, R2, R2
	RET
