// Package qemu knows QEMU's versions. It is for the commands that look for one, on
// goroutines.
package qemu

import (
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
)

// A Version is major, minor, micro. The zero Version is that of no QEMU.
type Version [3]int

var pattern = regexp.MustCompile(`version (\d+)\.(\d+)\.(\d+)`)

// VersionOf starts the program at path and returns its version, the zero one if
// there is no such program or it has none to tell.
func VersionOf(path string) Version {
	if path == "" {
		return Version{}
	}
	out, err := exec.Command(path, "--version").Output()
	if err != nil {
		return Version{}
	}
	return Parse(out)
}

// Parse returns the version in what a program says of itself, the zero one if
// there is none.
func Parse(said []byte) (v Version) {
	if m := pattern.FindSubmatch(said); m != nil {
		for i := range v {
			v[i], _ = strconv.Atoi(string(m[1+i]))
		}
	}
	return v
}

// AtLeast reports whether v is w or a later one.
func (v Version) AtLeast(w Version) bool { return slices.Compare(v[:], w[:]) >= 0 }

// String is the version as QEMU writes it.
func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2]) }
