package emulator

// Arches lists the architectures that Linux programs of Go 1.26 run on.
var Arches = []string{"386", "amd64", "arm", "arm64", "loong64", "mips", "mipsle", "mips64", "mips64le", "ppc64", "ppc64le", "riscv64", "s390x"}
