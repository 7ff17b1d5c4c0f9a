//go:build unix

package emulator

import (
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
)

// probe is the emulator that stands for a set of them.
const probe = "qemu-aarch64"

// A version is QEMU's: major, minor, micro.
type version [3]int

var versionPattern = regexp.MustCompile(`version (\d+)\.(\d+)\.(\d+)`)

// versionOf returns an emulator's version, the zero one if it has none to tell.
func versionOf(path string) version {
	if path == "" {
		return version{}
	}
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return version{}
	}
	return parseVersion(out)
}

func parseVersion(said []byte) (v version) {
	if m := versionPattern.FindSubmatch(said); m != nil {
		for i := range v {
			v[i], _ = strconv.Atoi(string(m[1+i]))
		}
	}
	return v
}

func (v version) atLeast(w version) bool { return slices.Compare(v[:], w[:]) >= 0 }

func (v version) String() string { return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2]) }

// warning says what to know of a version, "" if nothing.
func (v version) warning() string {
	switch {
	case v.atLeast(wanted):
		return ""
	case v.atLeast(able):
		return fmt.Sprintf("QEMU %v is used: before %v a process that its user mode forks may hang", v, wanted)
	}
	return fmt.Sprintf("QEMU %v is used, which is known to break 386 before %v", v, able)
}
