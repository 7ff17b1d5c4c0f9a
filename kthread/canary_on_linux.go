//go:build rawthreadcanary

package kthread

// canaries says that the words of fake gs that nobody should touch are watched.
// Builds with the tag rawthreadcanary, for tests, end the process at the end of
// a thread whose compiled code wrote to its g.
const canaries = true

const canary = ^uintptr(0) / 3

// gWordIsSet reports whether word i of a g is one that init sets.
func gWordIsSet(i int) bool {
	return i == gStackLo || i == gStackHi || i == gStackGuard0 || i == gStackGuard1 || i == gM
}

func (g *fakeG) plant() {
	for i := range g {
		if !gWordIsSet(i) {
			g[i] = canary
		}
	}
}

func (g *fakeG) check() {
	for i := range g {
		if !gWordIsSet(i) && g[i] != canary {
			panic("kthread: compiled code wrote to the fake g of a raw thread")
		}
	}
	if g[gStackGuard0] != g[gStackLo]+stackGuard {
		panic("kthread: compiled code changed the stack guard of a raw thread")
	}
}
