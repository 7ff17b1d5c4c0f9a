//go:build unix

package kernels

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"slices"
	"strings"
	"testing"

	"rawthread/internal/emulator"
)

func TestTargets(t *testing.T) {
	seen := map[string]bool{}
	arches := map[string]bool{}
	for _, x := range Targets {
		if seen[x.Name] {
			t.Errorf("two targets %s", x.Name)
		}
		seen[x.Name], arches[x.GOARCH] = true, true
		_, packaged := Images[x.Kernel]
		if packaged == x.Built() {
			t.Errorf("%s: kernel %s is packaged: %v, built: %v", x.Name, x.Kernel, packaged, x.Built())
		}
		m := x.Machine
		if m.System == "" || m.Package == "" || m.CPUs == 0 || m.Memory == 0 || m.Console == "" || len(m.Args) == 0 {
			t.Errorf("%s: the machine lacks something: %+v", x.Name, m)
		}
	}
	for _, a := range emulator.Arches {
		if !arches[a] {
			t.Errorf("no target for %s", a)
		}
	}
}

func TestSelect(t *testing.T) {
	for _, c := range []struct{ names, arches, want string }{
		{"", "amd64", "amd64 amd64-6.1"},
		{"s390x", "", "s390x"},
		{"arm64-16k,arm64", "arm64", "arm64 arm64-16k"},
		{"s390x", "arm", ""},
		{"vax", "", ""},
	} {
		split := func(s string) []string { return strings.FieldsFunc(s, func(r rune) bool { return r == ',' }) }
		got, err := Select(split(c.names), split(c.arches))
		var names []string
		for _, x := range got {
			names = append(names, x.Name)
		}
		if strings.Join(names, " ") != c.want || (err == nil) != (c.want != "") {
			t.Errorf("Select(%s, %s) = %v, %v; want %q", c.names, c.arches, names, err, c.want)
		}
	}
	if all, err := Select(nil, nil); err != nil || len(all) != len(Targets) {
		t.Errorf("all: %d, %v", len(all), err)
	}
}

func TestNewest(t *testing.T) {
	names := []string{"linux-image-amd64", "linux-image-6.1.0-9-amd64", "linux-image-6.1.0-50-amd64", "linux-image-6.1.0-51-rt-amd64", "linux-image-6.1.0-52-amd64-dbg", "linux-headers-6.1.0-60-amd64"}
	if got := newest(names, "amd64"); got != "linux-image-6.1.0-50-amd64" {
		t.Errorf("newest: %q", got)
	}
	names = append(names, "linux-binary-7.2.9+deb14-amd64", "linux-binary-7.2.13+deb14-amd64", "linux-image-7.2.13+deb14-amd64")
	if got := newest(names, "amd64"); got != "linux-binary-7.2.13+deb14-amd64" {
		t.Errorf("newest with linux-binary: %q", got)
	}
	if got := newest(names, "riscv64"); got != "" {
		t.Errorf("newest of another flavour: %q", got)
	}
}

func TestZboot(t *testing.T) {
	image := append(make([]byte, 64), "kernel"...)
	copy(image, "MZ\x00\x00zimg")
	binary.LittleEndian.PutUint32(image[8:], 64)
	binary.LittleEndian.PutUint32(image[12:], 6)
	copy(image[24:], "gzip")
	if !isZboot(image) || isZboot(image[8:]) {
		t.Error("isZboot")
	}
	if b, err := payload(image); err != nil || !bytes.Equal(b, image) {
		t.Errorf("an image that QEMU unpacks: %d bytes, %v", len(b), err)
	}
	binary.LittleEndian.PutUint32(image[12:], 7)
	if _, err := payload(image); err == nil {
		t.Error("no error for a payload that is not all there")
	}
}

func TestFragments(t *testing.T) {
	for name, c := range Builds {
		seen := map[string]bool{}
		for line := range strings.Lines(c.Fragment) {
			option, value, ok := strings.Cut(strings.TrimSpace(line), "=")
			if !ok || !strings.HasPrefix(option, "CONFIG_") || value == "" || seen[option] {
				t.Errorf("%s: line %q", name, line)
			}
			seen[option] = true
		}
	}
	if got := notTaken("CONFIG_A=y\n# CONFIG_B is not set\n", "CONFIG_A=y\nCONFIG_B=y\n"); !slices.Equal(got, []string{"CONFIG_B=y"}) {
		t.Errorf("notTaken: %q", got)
	}
}

// A machine without apt says so, and is not left with half of a kernel.
func TestNoApt(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the cache folder is set by XDG_CACHE_HOME on Linux")
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("PATH", t.TempDir())
	target := Targets[0]
	if _, err := target.KernelFile(t.Logf); err == nil || !strings.Contains(err.Error(), "apt-get") {
		t.Errorf("KernelFile: %v", err)
	}
	if _, err := target.Machine.Emulator(t.Logf); err == nil || !strings.Contains(err.Error(), "dpkg") {
		t.Errorf("Emulator: %v", err)
	}
	if target.InCache() {
		t.Error("a kernel is in the empty cache")
	}
	if err := Build(t.Context(), []string{"mips"}, t.Logf); err == nil || !strings.Contains(err.Error(), "apt-get") {
		t.Errorf("Build: %v", err)
	}
	if err := Build(t.Context(), []string{"vax"}, t.Logf); err == nil {
		t.Error("Build of a kernel that there is not")
	}
}
