// Package guest is what goes on between a test run and a Linux kernel that is
// booted for it: the initramfs with the programs and the list of what to run,
// which command init carries out inside, the marks that it writes to the
// console, and the machine outside, which reads them.
package guest

import "time"

// A Plan says what a guest is to do. It is in the initramfs as JSON.
type Plan struct {
	Env  []string // for all programs, beside what init sets
	Runs []Run
}

// A Run is one program of a plan.
type Run struct {
	Args  []string // the first is a path in the guest
	Dir   string
	Limit time.Duration // after which it is killed
}

// Where things are in a guest.
const (
	PlanFile = "/plan" // init reads it
	binaries = "/bin"
	sources  = "/src"
)
