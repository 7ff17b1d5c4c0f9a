package futex

// What the tests of the spin policy need.
var (
	SpinLimit  = &spinLimit
	SpinsFor   = spinsFor
	UsableCPUs = usableCPUs
)
