package bench

// An abi is how compilers call an architecture of Go.
type abi struct {
	gnu       string // of Debian's gcc-GNU
	zig, musl string // zig's architecture, and its name of the ABI with musl
}

var abis = map[string]abi{
	"386":      {"i686-linux-gnu", "x86", "musl"},
	"amd64":    {"x86_64-linux-gnu", "x86_64", "musl"},
	"arm":      {"arm-linux-gnueabihf", "arm", "musleabihf"},
	"arm64":    {"aarch64-linux-gnu", "aarch64", "musl"},
	"loong64":  {"loongarch64-linux-gnu", "loongarch64", "musl"},
	"mips":     {"mips-linux-gnu", "mips", "musleabihf"},
	"mipsle":   {"mipsel-linux-gnu", "mipsel", "musleabihf"},
	"mips64":   {"mips64-linux-gnuabi64", "mips64", "muslabi64"},
	"mips64le": {"mips64el-linux-gnuabi64", "mips64el", "muslabi64"},
	"ppc64":    {"powerpc64-linux-gnu", "powerpc64", "musl"},
	"ppc64le":  {"powerpc64le-linux-gnu", "powerpc64le", "musl"},
	"riscv64":  {"riscv64-linux-gnu", "riscv64", "musl"},
	"s390x":    {"s390x-linux-gnu", "s390x", "musl"},
}

// glibcCommands compile C for glibc: as it is used on the machine itself, and
// for other architectures, whose libraries aren't here, statically.
func glibcCommands(goarch string) [][]string {
	if isNative(goarch) {
		return [][]string{{"gcc", "-O2", "-pthread", "-o", "OUT"}}
	}
	return [][]string{{abis[goarch].gnu + "-gcc", "-O2", "-static", "-pthread", "-o", "OUT"}}
}

// muslCommands compile C for musl.
func muslCommands(goarch string) [][]string {
	zig := []string{"zig", "cc", "-target", zigArch(goarch, abis[goarch].musl), "-O2", "-static", "-pthread", "-o", "OUT"}
	if isNative(goarch) {
		return [][]string{{"musl-gcc", "-O2", "-static", "-pthread", "-o", "OUT"}, zig}
	}
	return [][]string{zig}
}

// zigArch is zig's name of an architecture of Linux, and of an ABI if there is
// one to choose.
func zigArch(goarch, libc string) string {
	t := abis[goarch].zig + "-linux"
	if libc != "" {
		t += "-" + libc
	}
	return t
}
