//go:build unix

package emulator

import "testing"

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
