//go:build unix

package kernels

import "context"

// A Configuration is how a kernel is built.
type Configuration struct{ Arch, Prefix, Compiler, Fragment string }

// Builds are the kernels that Debian has no packages of.
var Builds = map[string]Configuration{"ppc64": {}, "mips": {}, "mips64": {}, "ppc64-64k": {}}

func Build(ctx context.Context, names []string, say Say) error { return nil }
