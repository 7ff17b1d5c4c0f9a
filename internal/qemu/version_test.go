package qemu

import "testing"

func TestVersion(t *testing.T) {
	for _, c := range []struct {
		said string
		want Version
	}{
		{"qemu-aarch64 version 10.0.13 (Debian 1:10.0.13+ds-0+deb13u1)\n", Version{10, 0, 13}},
		{"QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18+b3)\n", Version{7, 2, 22}},
		{"no such thing\n", Version{}},
	} {
		if got := Parse([]byte(c.said)); got != c.want {
			t.Errorf("%q: %v", c.said, got)
		}
	}
	if v := VersionOf("/dev/null/qemu"); v != (Version{}) {
		t.Errorf("what is not there is version %v", v)
	}
	// Numbers are compared, not letters.
	if a, b := (Version{10, 0, 13}), (Version{10, 0, 8}); !a.AtLeast(b) || b.AtLeast(a) || !a.AtLeast(a) {
		t.Errorf("%v and %v are out of order", a, b)
	}
}
