//go:build unix

package emulator

import "testing"

func TestParseTargets(t *testing.T) {
	out := []byte("http://mirror/debian/ /keys/a.gpg Debian\nhttp://mirror/debian/ /keys/a.gpg Debian\n" +
		"http://mirror/debian-security/ /keys/a.gpg Debian\nhttps://other/apt  Other\nhttp://second/debian\n")
	got := parseTargets(out)
	want := []source{{"http://mirror/debian/", "/keys/a.gpg"}, {"http://second/debian", debianKeyring}}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("parseTargets = %v, want %v", got, want)
	}
}

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
