#include "textflag.h"

// func relax()
// pause, of Zihintpause: a fence that does nothing on cores without.
TEXT ·relax(SB), NOSPLIT, $0-0
	WORD	$0x0100000f
	RET
