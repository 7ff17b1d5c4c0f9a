package vdso

// A candidate is a name under which an architecture's vDSO has clock_gettime,
// and its version (vdso(7), the kernel's arch/*/vdso/*.lds.S).
type candidate struct {
	name, version string
	narrow        bool // its struct timespec has 32-bit fields
}

// candidates are, best first, those of an architecture.
func candidates(goarch string) []candidate {
	switch goarch {
	case "amd64", "mips64", "mips64le":
		return []candidate{{"__vdso_clock_gettime", "LINUX_2.6", false}}
	case "386", "arm", "mips", "mipsle":
		return []candidate{{"__vdso_clock_gettime64", "LINUX_2.6", false}, {"__vdso_clock_gettime", "LINUX_2.6", true}}
	case "arm64":
		return []candidate{{"__kernel_clock_gettime", "LINUX_2.6.39", false}}
	case "loong64":
		return []candidate{{"__vdso_clock_gettime", "LINUX_5.10", false}}
	case "ppc64", "ppc64le":
		return []candidate{{"__kernel_clock_gettime", "LINUX_2.6.15", false}}
	case "riscv64":
		return []candidate{{"__vdso_clock_gettime", "LINUX_4.15", false}}
	case "s390x":
		return []candidate{{"__kernel_clock_gettime", "LINUX_2.6.29", false}}
	}
	return nil
}
