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

func TestVersion(t *testing.T) {
	for _, c := range []struct {
		said   string
		want   version
		warned bool
	}{
		{"qemu-aarch64 version 10.0.13 (Debian 1:10.0.13+ds-0+deb13u1)\n", version{10, 0, 13}, false},
		{"qemu-aarch64 version 10.0.8\n", wanted, false},
		{"qemu-aarch64 version 11.0.0\n", version{11, 0, 0}, false},
		{"qemu-aarch64 version 10.0.2 (Debian 1:10.0.2+ds-2+deb13u1~bpo12+1)\n", version{10, 0, 2}, true},
		{"qemu-aarch64 version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)\n", version{7, 2, 22}, true},
		{"no such thing\n", version{}, true},
	} {
		if got := parseVersion([]byte(c.said)); got != c.want || (got.warning() != "") != c.warned {
			t.Errorf("%q: %v, warning %q", c.said, got, got.warning())
		}
	}
	if v := versionOf("/dev/null/qemu"); v != (version{}) {
		t.Errorf("what is not there is version %v", v)
	}
}
