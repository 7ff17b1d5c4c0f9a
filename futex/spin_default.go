//go:build !model

package futex

const defaultSpins = 100
