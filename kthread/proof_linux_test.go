package kthread

import (
	"debug/elf"
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/internal/proof"
)

// TestProof proves what the assembly promises, from the machine code in this
// very executable. See package proof.
func TestProof(t *testing.T) {
	file, err := elf.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if file.Type == elf.ET_DYN {
		t.Skip("a position-independent executable: its addresses are not those in the file")
	}
	p, err := proof.Load(file, runtime.GOARCH)
	if err != nil {
		t.Fatal(err)
	}
	facts := proof.KernelFacts(runtime.GOARCH)
	facts.Clone, facts.Exit, facts.Munmap, facts.Sigprocmask = unix.SYS_CLONE, unix.SYS_EXIT, unix.SYS_MUNMAP, unix.SYS_RT_SIGPROCMASK
	facts.ThreadMask = uint64(uintptr(unsafe.Pointer(&threadMask)))
	if err := p.Check(&facts); err != nil {
		t.Error(err)
	}
}

// TestProofFacts compares what package proof believes with this package.
func TestProofFacts(t *testing.T) {
	facts := proof.KernelFacts(runtime.GOARCH)
	if facts.SetMask != sigSetmask || facts.SigsetSize != sigsetSize {
		t.Errorf("SIG_SETMASK is %d and a signal set has %d bytes, not %d and %d", sigSetmask, sigsetSize, facts.SetMask, facts.SigsetSize)
	}
	var a cloneArgs
	for name, offset := range map[string]uintptr{
		"flags": unsafe.Offsetof(a.flags), "stack": unsafe.Offsetof(a.stack), "ptid": unsafe.Offsetof(a.ptid),
		"ctid": unsafe.Offsetof(a.ctid), "tls": unsafe.Offsetof(a.tls),
	} {
		if facts.Fields[name] != int64(offset) {
			t.Errorf("cloneArgs.%s is at %d, not %d", name, offset, facts.Fields[name])
		}
	}
}
