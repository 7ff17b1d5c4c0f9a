//go:build !linux

package futex

import "runtime"

// usableCPUs returns how many CPUs there are, for the spin policy.
func usableCPUs() int { return runtime.NumCPU() }
