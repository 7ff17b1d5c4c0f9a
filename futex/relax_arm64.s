#include "textflag.h"

// func relax()
// YIELD does nothing on most cores; ISB takes about as long as x86's PAUSE.
TEXT ·relax(SB), NOSPLIT, $0-0
	ISB	$15
	RET
