//go:build unix

package emulator

import (
	"testing"

	"rawthread/internal/qemu"
)

func TestEveryArchHasAnEmulator(t *testing.T) {
	for _, a := range Arches {
		if qemuNames[a] == "" {
			t.Errorf("no emulator for %s", a)
		}
	}
	if _, err := (Set{dir: t.TempDir()}).Path("wasm"); err == nil {
		t.Error("an emulator for wasm")
	}
}

func TestWarning(t *testing.T) {
	for _, c := range []struct {
		v      qemu.Version
		warned bool
	}{
		{qemu.Version{10, 0, 13}, false},
		{wanted, false},
		{qemu.Version{11, 0, 0}, false},
		{qemu.Version{10, 0, 2}, true},
		{qemu.Version{7, 2, 22}, true},
		{qemu.Version{}, true},
	} {
		if got := warning(c.v); (got != "") != c.warned {
			t.Errorf("%v: %q", c.v, got)
		}
	}
}
