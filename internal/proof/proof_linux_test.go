package proof

import (
	"debug/elf"
	"errors"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// own loads this test's executable.
func own(t *testing.T) (*Program, Facts) {
	file, err := elf.Open("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if file.Type == elf.ET_DYN {
		t.Skip("a position-independent executable")
	}
	p, err := Load(file, runtime.GOARCH)
	if err != nil {
		t.Fatal(err)
	}
	facts := KernelFacts(runtime.GOARCH)
	facts.Clone, facts.Exit, facts.Munmap, facts.Sigprocmask = unix.SYS_CLONE, unix.SYS_EXIT, unix.SYS_MUNMAP, unix.SYS_RT_SIGPROCMASK
	return p, facts
}

// failing returns the names of the checks that fail. That of the mask needs a
// symbol that go test strips unless told to keep the executable: then only
// package kthread's own test, which knows the address, makes it.
func failing(t *testing.T, p *Program, facts Facts) (names []string) {
	for _, f := range p.Failures(&facts) {
		t.Log(f)
		if !errors.Is(f.Err, errStripped) {
			names = append(names, f.Check)
		}
	}
	return names
}

func TestOwnAssembly(t *testing.T) {
	thread, err := kthread.Go(func() {}) // so that the linker keeps the assembly
	if err != nil {
		t.Fatal(err)
	}
	defer thread.Join()
	p, facts := own(t)
	if f := failing(t, p, facts); f != nil {
		t.Error("checks that fail:", f)
	}
}

// TestWrongFacts wants the checks to compare the code with what they are told.
func TestWrongFacts(t *testing.T) {
	p, right := own(t)
	for what, c := range map[string]struct {
		change func(f *Facts)
		check  string
	}{
		"another number of exit":   {func(f *Facts) { f.Exit++ }, "unmapSelf"},
		"another number of munmap": {func(f *Facts) { f.Munmap++ }, "unmapSelf"},
		"another number of clone":  {func(f *Facts) { f.Clone++ }, "child arguments"},
		"another order of fields": {func(f *Facts) {
			f.Fields = map[string]int64{"flags": 0, "stack": f.Fields["stack"], "ptid": f.Fields["ctid"], "ctid": f.Fields["ptid"], "tls": f.Fields["tls"]}
		}, "arguments"},
		"another place of threadMask": {func(f *Facts) { f.ThreadMask = 1 }, "mask"},
		"another SIG_SETMASK":         {func(f *Facts) { f.ThreadMask, f.SetMask = 1, 0 }, "mask"},
	} {
		facts := right
		c.change(&facts)
		got := strings.Join(failing(t, p, facts), " ")
		if got != c.check && got != c.check+" mask" {
			t.Errorf("%s: checks that fail: %q, want %q", what, got, c.check)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	if _, err := Load(&elf.File{}, "wasm"); err == nil {
		t.Error("an architecture without a decoder: no error")
	}
	file := &elf.File{}
	file.Type = elf.ET_DYN
	if _, err := Load(file, runtime.GOARCH); err == nil {
		t.Error("a position-independent executable: no error")
	}
	file.Type = elf.ET_EXEC
	if _, err := Load(file, runtime.GOARCH); err == nil {
		t.Error("no Go executable: no error")
	}
}

// TestReturns: the functions that return do so to where they were called from.
// Those that end, or go on elsewhere with another stack pointer, don't.
func TestReturns(t *testing.T) {
	p, _ := own(t)
	for name, want := range map[string]bool{
		"tls.ThreadPointer": true, "tls.Lookup": true, "tls.current": true, "tls.block": true, "kthread.waitWhile": true, "kthread.liveG": true, "kthread.clone": false,
	} {
		f, err := p.assembly("rawthread/" + name)
		if err != nil {
			t.Log(err) // not linked
			continue
		}
		if got := p.arch.KeepsReturn(p.code(f.entry)[:f.end-f.entry], f.entry); got != want {
			t.Errorf("KeepsReturn of %v: %v, want %v", f, got, want)
		}
	}
}
