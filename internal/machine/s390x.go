package machine

// decodeS390x decodes by the z/Architecture Principles of Operation. The first
// two bits give the length; the first byte, or that and another, the operation.
func decodeS390x(a *Arch, b []byte, pc uint64) Inst {
	if len(b) < 2 {
		return Inst{}
	}
	n := [...]int{2, 4, 4, 6}[b[0]>>6]
	if len(b) < n {
		return Inst{}
	}
	switch n {
	case 2:
		return shortS390x(b)
	case 4:
		return mediumS390x(b, pc)
	}
	return longS390x(b, pc)
}

// Offsets count halfwords, from the instruction's own address.
func nearS390x(b []byte, pc uint64) uint64 { return pc + signed(uint64(big.Uint16(b[2:])), 16)*2 }
func farS390x(b []byte, pc uint64) uint64  { return pc + signed(uint64(big.Uint32(b[2:])), 32)*2 }

// masked is a jump of n bytes that happens if the condition is in the mask, of
// whose bits all are all that there are.
func masked(mask, all byte, n int, target uint64) Inst {
	switch mask & all {
	case 0:
		return only(Plain, n)
	case all:
		return to(Jump, n, target)
	}
	return to(Branch, n, target)
}

// shortS390x decodes two bytes.
func shortS390x(b []byte) Inst {
	r1, r2 := uint32(b[1]>>4), uint32(b[1]&15)
	switch op := b[0]; op {
	case 0x00: // undefined, Go's UNDEF and padding
		if b[1] == 0 {
			return only(Trap, 2)
		}
		return only(Bad, 2)
	case 0x05, 0x0d: // BALR, BASR
		if r2 == 0 { // only links
			return only(Plain, 2)
		}
		return only(CallIndirect, 2).linked(r1).through(r2)
	case 0x06: // BCTR
		if r2 == 0 { // only counts
			return only(Plain, 2)
		}
		return only(Bad, 2)
	case 0x07: // BCR
		switch {
		case r1 == 0 || r2 == 0: // a barrier at most
			return only(Plain, 2)
		case r2 == 14 && r1 == 15:
			return only(Return, 2)
		case r2 == 14:
			return only(BranchReturn, 2)
		case r1 == 15:
			return only(JumpIndirect, 2).through(r2)
		}
		return only(Bad, 2) // a conditional indirect jump has no Kind
	case 0x0a: // SVC
		return only(Syscall, 2)
	case 0x04, 0x0e, 0x0f: // SPM MVCL CLCL
		return only(Plain, 2)
	}
	if b[0] < 0x10 { // program calls and returns, addressing modes, storage keys
		return only(Bad, 2)
	}
	return only(Plain, 2)
}

// mediumS390x decodes four bytes.
func mediumS390x(b []byte, pc uint64) Inst {
	r1, r2 := uint32(b[1]>>4), uint32(b[1]&15)
	switch b[0] {
	case 0x45, 0x4d: // BAL, BAS, to an address that is a sum
		return only(CallIndirect, 4).linked(r1)
	case 0x47: // BC
		switch r1 {
		case 0:
			return only(Plain, 4)
		case 15:
			return only(JumpIndirect, 4)
		}
		return only(Bad, 4)
	case 0x44, 0x46, 0x86, 0x87: // EX BCT BXH BXLE
		return only(Bad, 4)
	case 0x80, 0x82, 0x83, 0x99, 0xac, 0xad, 0xae, 0xaf, 0xb1, 0xb6, 0xb7: // SSM LPSW DIAGNOSE TRACE STNSM STOSM SIGP MC LRA STCTL LCTL
		return only(Bad, 4)
	case 0x52, 0x53, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x81, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa6, 0xaa, 0xab,
		0xb0, 0xb4, 0xb5, 0xb8, 0xbc: // unassigned
		return only(Bad, 4)
	case 0x84, 0x85: // BRXH BRXLE
		return to(Branch, 4, nearS390x(b, pc))
	case 0xa7:
		switch r2 {
		case 4: // BRC
			return masked(b[1]>>4, 15, 4, nearS390x(b, pc))
		case 5: // BRAS
			return to(Call, 4, nearS390x(b, pc)).linked(r1)
		case 6, 7: // BRCT BRCTG
			return to(Branch, 4, nearS390x(b, pc))
		}
	case 0xb2: // most are the system's
		switch b[1] {
		case 0x05, 0x22, 0x41, 0x4d, 0x4e, 0x4f, 0x52, // STCK IPM CKSM CPYA SAR EAR MSR
			0x54, 0x55, 0x57, 0x5d, 0x5e, 0x63, 0x78, 0x7c, // MVPG MVST CUSE CLST SRST CMPSC STCKE STCKF
			0x99, 0x9c, 0x9d, 0xa5, 0xa6, 0xa7, 0xb0, 0xb8, 0xb9, 0xe8, 0xec, 0xfa: // SRNM STFPC LFPC TRE CU21 CU12 STFLE SRNMB SRNMT PPA ETND NIAI
			return only(Plain, 4)
		}
		return only(Bad, 4)
	case 0xb9:
		switch b[1] {
		case 0x60, 0x61, 0x72, 0x73: // CGRT CLGRT CRT CLRT
			return only(BranchTrap, 4)
		case 0x8a, 0x8b, 0x8e, 0x8f, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa1, 0xa2, 0xaa, 0xac, 0xaf: // page tables, address spaces, topology
			return only(Bad, 4)
		}
	}
	return only(Plain, 4)
}

// longS390x decodes six bytes.
func longS390x(b []byte, pc uint64) Inst {
	r1, r2 := b[1]>>4, b[1]&15
	switch b[0] {
	case 0xc0:
		switch r2 {
		case 4: // BRCL
			return masked(r1, 15, 6, farS390x(b, pc))
		case 5: // BRASL
			return to(Call, 6, farS390x(b, pc)).linked(uint32(r1))
		}
	case 0xc6:
		if r2 == 0 { // EXRL
			return to(Execute, 6, farS390x(b, pc))
		}
	case 0xcc:
		if r2 == 6 { // BRCTH
			return to(Branch, 6, farS390x(b, pc))
		}
	case 0xc1, 0xc3, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf, 0xd8, 0xe0, 0xe4, 0xf4, 0xf5, 0xf6, 0xf7, 0xfe, 0xff: // unassigned
		return only(Bad, 6)
	case 0xd9, 0xda, 0xdb: // MVCK MVCP MVCS
		return only(Bad, 6)
	case 0xe3:
		switch b[5] {
		case 0x47: // BIC
			switch r1 {
			case 0:
				return only(Plain, 6)
			case 15:
				return only(JumpIndirect, 6)
			}
			return only(Bad, 6)
		case 0x46, 0x03, 0x13: // BCTG LRAG LRAY
			return only(Bad, 6)
		case 0x48, 0x49, 0x4c, 0x4d: // LLGFSG STGSC LGG LGSC: guarded loads call a handler
			return only(Bad, 6)
		}
	case 0xe5:
		switch b[1] {
		case 0x44, 0x48, 0x4c, 0x54, 0x55, 0x58, 0x59, 0x5c, 0x5d: // MVHHI MVGHI MVHI and comparisons
			return only(Plain, 6)
		}
		return only(Bad, 6) // TBEGIN among others
	case 0xeb:
		switch b[5] {
		case 0x23, 0x2b: // CLT CLGT
			return only(BranchTrap, 6)
		case 0x44, 0x45: // BXHG BXLEG
			return only(Bad, 6)
		case 0x0f, 0x17, 0x25, 0x2f, 0x60, 0x61, 0x62, 0x8a: // TRACG STCCTM STCTG LCTLG LRIC STRIC MRIC SQBS
			return only(Bad, 6)
		}
	case 0xec:
		return compareS390x(b, pc)
	}
	return only(Plain, 6)
}

// compareS390x decodes those that begin with EC: branches and traps that
// compare, and arithmetic. Their masks have a bit each for low, equal and high.
func compareS390x(b []byte, pc uint64) Inst {
	const comparison = 14
	switch b[5] {
	case 0x44, 0x45: // BRXHG BRXLG
		return to(Branch, 6, nearS390x(b, pc))
	case 0x64, 0x65, 0x76, 0x77: // CGRJ CLGRJ CRJ CLRJ
		return masked(b[4]>>4, comparison, 6, nearS390x(b, pc))
	case 0x7c, 0x7d, 0x7e, 0x7f: // CGIJ CLGIJ CIJ CLIJ
		return masked(b[1], comparison, 6, nearS390x(b, pc))
	case 0x70, 0x71, 0x72, 0x73: // CGIT CLGIT CIT CLFIT
		return only(BranchTrap, 6)
	case 0xe4, 0xe5, 0xf6, 0xf7, 0xfc, 0xfd, 0xfe, 0xff: // the same, to an address in a register
		return only(Bad, 6)
	}
	return only(Plain, 6)
}
