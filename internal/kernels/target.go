//go:build unix

// Package kernels has the Linux kernels that the project is tested on, and the
// machines of QEMU's that they boot on: a table of targets, and what gets each
// target's kernel and emulator, from Debian's packages or, for the big-endian
// ones that Debian has no kernel for, from its source.
package kernels

import (
	"fmt"
	"slices"
	"strings"
)

// A Target is programs of one architecture on one kernel.
type Target struct {
	Name, GOARCH string
	Kernel       string // of Images or Builds
	Machine      Machine
}

// Targets lists all, in the order in which they run: every architecture that has
// a package, other page sizes and machines of the same, kernels that are built.
var Targets = []Target{
	{"amd64", "amd64", "amd64", pc("x86_64")},
	{"amd64-6.1", "amd64", "amd64-6.1", pc("x86_64")},
	{"386", "386", "386", pc("i386")},
	{"arm64", "arm64", "arm64", arm64("cortex-a57")},
	{"arm", "arm", "arm", arm},
	{"riscv64", "riscv64", "riscv64", riscv64},
	{"ppc64le", "ppc64le", "ppc64le", pseries},
	{"s390x", "s390x", "s390x", s390x},
	{"loong64", "loong64", "loong64", loong64},
	{"mips64le", "mips64le", "mips64le", malta("mips64el", "5KEf")},
	{"mipsle", "mipsle", "mipsle", malta("mipsel", "24Kf")},
	{"386-on-amd64", "386", "amd64", pc("x86_64")},
	{"arm64-16k", "arm64", "arm64-16k", arm64("cortex-a76")}, // the first that has these pages
	{"ppc64le-64k", "ppc64le", "ppc64le-64k", pseries},
	{"ppc64", "ppc64", "ppc64", pseries},
	{"ppc64-64k", "ppc64", "ppc64-64k", pseries},
	{"mips64", "mips64", "mips64", malta("mips64", "5KEf")},
	{"mips", "mips", "mips", malta("mips", "34Kf")},
}

// Built reports whether the target's kernel is one that Build makes.
func (t Target) Built() bool {
	_, ok := Builds[t.Kernel]
	return ok
}

// Select returns the targets with the given names and architectures; an empty
// list stands for all.
func Select(names, arches []string) ([]Target, error) {
	for _, n := range names {
		if !slices.ContainsFunc(Targets, func(t Target) bool { return t.Name == n }) {
			return nil, fmt.Errorf("no target %q; there are %s", n, strings.Join(targetNames(), " "))
		}
	}
	var some []Target
	for _, t := range Targets {
		if (len(names) == 0 || slices.Contains(names, t.Name)) && (len(arches) == 0 || slices.Contains(arches, t.GOARCH)) {
			some = append(some, t)
		}
	}
	if len(some) == 0 {
		return nil, fmt.Errorf("no target is of these names and architectures; there are %s", strings.Join(targetNames(), " "))
	}
	return some, nil
}

func targetNames() (all []string) {
	for _, t := range Targets {
		all = append(all, t.Name)
	}
	return all
}
