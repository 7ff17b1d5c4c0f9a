package proof

import (
	"testing"

	"rawthread/internal/machine"
)

func TestValues(t *testing.T) {
	sp := value{kind: stack, n: -8}
	if got := sp.add(16); got != (value{kind: stack, n: 8}) {
		t.Error("SP-8+16 is", got)
	}
	if got := number64(3).plus(sp); got != (value{kind: stack, n: -5}) {
		t.Error("3+SP-8 is", got)
	}
	if got := sp.plus(sp); got.kind != unknown {
		t.Error("a sum of addresses is", got)
	}
	if got := (value{kind: newTID}).add(1); got.kind != unknown {
		t.Error("an id + 1 is", got)
	}
	if got := (value{kind: errno}).negated(); got.kind != negErrno {
		t.Error("-errno is", got)
	}
	if equal, known := (value{kind: newTID}).equal(number64(0)); equal || !known {
		t.Error("an id may be 0")
	}
	if _, known := (value{}).equal(value{}); known {
		t.Error("it is known whether unknown values are equal")
	}
	for k := unknown; k <= mask; k++ {
		if (value{kind: k}).String() == "" {
			t.Error("a value without a name:", k)
		}
	}
}

func TestStackIsForgotten(t *testing.T) {
	p := &Program{arch: archOf(t, "arm64")}
	p.abi = p.arch.ABI()
	s := p.entry(0x10000)
	at := func(n int64) value { return value{kind: stack, n: n} }
	p.store(s, at(-16), 8, number64(1))
	p.store(s, at(-12), 4, number64(2)) // over half of it
	if v := p.load(s, at(-16), 8); v.kind != unknown {
		t.Error("half overwritten, a word is still", v)
	}
	if v := p.load(s, at(8), 8); v != (value{kind: argument}) {
		t.Error("the first argument is", v)
	}
	if v := p.load(s, at(8), 4); v.kind != unknown {
		t.Error("half of an argument is", v)
	}
}

func archOf(t *testing.T, name string) *machine.Arch {
	a := machine.For(name)
	if a == nil {
		t.Fatal("no architecture", name)
	}
	return a
}
