//go:build unix

package kernels

// A Machine is one of QEMU's, as it is needed to boot a kernel.
type Machine struct {
	System  string   // the emulator is qemu-system-System
	Package string   // of Debian's, that has it
	Args    []string // machine and CPU
	CPUs    int
	Memory  int    // MiB
	Console string // where the kernel has its serial line
	Append  string // more for the kernel's command line
}

// pc is a PC. Its HPET is left out: emulated, it is slow, and kernels that find
// the TSC unsteady would go over to it. Kernels look whether the timer ticks
// within a given number of instructions' time, which it may not where the host is
// busy, and panic.
func pc(system string) Machine {
	return Machine{System: system, Package: "qemu-system-x86", Args: []string{"-M", "q35,hpet=off", "-cpu", "max"}, CPUs: 2, Memory: 1024, Console: "ttyS0", Append: "no_timer_check"}
}

// arm64 is QEMU's own board. Page table isolation would cost ten times as much
// for each system call, and nothing is to be kept secret here.
func arm64(cpu string) Machine {
	return Machine{System: "aarch64", Package: "qemu-system-arm", Args: []string{"-M", "virt,gic-version=3", "-cpu", cpu}, CPUs: 2, Memory: 1024, Console: "ttyAMA0", Append: "kpti=off"}
}

// ticks has a kernel look at its timers at ticks only. Sleeps are up to 10 ms
// longer then, and the Go runtime, which sleeps for 20 us at a time, takes up to
// two fifths less of the host. A ppc64le kernel does not boot with it.
const ticks = "highres=off"

// arm is the same board, with all of its devices where a kernel without large
// addresses finds them. It has one CPU: the kernel takes each page of a range that
// is unmapped from the address caches by an instruction of its own, for which QEMU
// stops all other CPUs, and churn takes ten times as long.
var arm = Machine{System: "arm", Package: "qemu-system-arm", Args: []string{"-M", "virt,highmem=off", "-cpu", "cortex-a15"}, CPUs: 1, Memory: 1024, Console: "ttyAMA0", Append: ticks}

var riscv64 = Machine{System: "riscv64", Package: "qemu-system-riscv", Args: []string{"-M", "virt", "-cpu", "rv64"}, CPUs: 2, Memory: 1024, Console: "ttyS0", Append: ticks}

// pseries is a partition of a POWER9 server, of either byte order. TCG can't
// give the guarantees against side channels that are asked for by default.
var pseries = Machine{System: "ppc64", Package: "qemu-system-ppc", CPUs: 2, Memory: 1024, Console: "hvc0",
	Args: []string{"-M", "pseries,x-vof=on,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken,cap-ccf-assist=off", "-cpu", "power9"}}

var s390x = Machine{System: "s390x", Package: "qemu-system-s390x", Args: []string{"-M", "s390-ccw-virtio", "-cpu", "max"}, CPUs: 2, Memory: 1024, Console: "ttysclp0", Append: ticks}

// loong64 has no keyboard controller, for which its kernel would wait.
var loong64 = Machine{System: "loongarch64", Package: "qemu-system-misc", Args: []string{"-M", "virt", "-cpu", "la464"}, CPUs: 2, Memory: 1024, Console: "ttyS0,115200", Append: "initcall_blacklist=i8042_init"}

// malta is a MIPS evaluation board, with one CPU: QEMU runs more of them in turn
// in one thread, and programs that wait for each other take minutes, or for
// ever. A kernel that puts itself elsewhere at each boot may land on the
// initramfs. Its timers are those of the tick: on a slow host some goroutines that
// sleep for 50 us, or the Go runtime itself, leave such a CPU no time beside timers
// that are late.
func malta(system, cpu string) Machine {
	return Machine{System: system, Package: "qemu-system-mips", Args: []string{"-M", "malta", "-cpu", cpu}, CPUs: 1, Memory: 1024, Console: "ttyS0", Append: "nokaslr " + ticks}
}
