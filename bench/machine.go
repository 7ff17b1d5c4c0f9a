package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
)

// A Machine is what a run was made on and with.
type Machine struct {
	Arch     string            // as GOARCH has it
	Kernel   string            // its release
	CPU      string            // model
	CPUs     int               // that the process may use
	Go       string            // version
	Pinned   string            // which of the peers are kept on which CPUs
	Emulator string            `json:",omitempty"` // name and version, if it is no real machine
	Versions map[string]string // of the compilers and libraries of peers that were found
}

// Same reports whether two machines are alike as far as is known, so that times
// may be compared.
func (m *Machine) Same(o *Machine) bool {
	return m.Arch == o.Arch && m.CPU == o.CPU && m.CPUs == o.CPUs && m.Kernel == o.Kernel && m.Emulator == o.Emulator
}

// EmulatorVar is the environment variable that names the emulator that runs the
// process, for [ThisMachine].
const EmulatorVar = "RAWTHREAD_EMULATOR"

// notPinned is how cases are run that don't say otherwise.
const notPinned = "peers may use all CPUs; those of the cases called Pinned are kept on one"

// ThisMachine describes the machine and the tools that it has.
func ThisMachine() Machine {
	release, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	m := Machine{Arch: runtime.GOARCH, Kernel: strings.TrimSpace(string(release)), CPU: cpuModel(), CPUs: runtime.NumCPU(),
		Go: runtime.Version(), Pinned: notPinned, Versions: versions()}
	if e := os.Getenv(EmulatorVar); e != "" {
		m.Emulator = filepath.Base(e)
	}
	return m
}

// cpuModel is what /proc/cpuinfo calls the processor: its lines differ by
// architecture.
func cpuModel() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for _, key := range []string{"model name", "Model Name", "cpu model", "uarch", "cpu", "machine", "Model"} {
		for line := range strings.Lines(string(info)) {
			if k, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == key {
				return strings.TrimSpace(v)
			}
		}
	}
	return "unknown"
}

var versionNumber = regexp.MustCompile(`\d+\.\d+[-.\w]*`)

// versions asks the tools of the peers for their versions. Those that can't be
// found are left out.
func versions() map[string]string {
	all := map[string]string{}
	for _, ask := range []struct{ name, program, arg string }{
		{"gcc", "gcc", "-dumpfullversion"}, {"glibc", "ldd", "--version"}, {"musl", "/lib/ld-musl-" + muslArch() + ".so.1", ""},
		{"zig", "zig", "version"}, {"rustc", "rustc", "--version"},
	} {
		var args []string
		if ask.arg != "" {
			args = append(args, ask.arg)
		}
		out, _ := exec.Command(ask.program, args...).CombinedOutput() // musl's answers with status 1
		for line := range strings.Lines(string(out)) {
			if v := versionNumber.FindString(line); v != "" {
				all[ask.name] = v
				break
			}
		}
	}
	return all
}

// muslArch is musl's name of the architecture, in that of its dynamic linker.
func muslArch() string {
	switch runtime.GOARCH {
	case "amd64":
		return "x86_64"
	case "arm64":
		return "aarch64"
	case "386":
		return "i386"
	case "loong64":
		return "loongarch64"
	case "ppc64le":
		return "powerpc64le"
	}
	return runtime.GOARCH
}
