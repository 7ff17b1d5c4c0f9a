//go:build !model

package futex

// defaultSpins is the limit with more than one CPU: see spinLimit.
const defaultSpins = 100
