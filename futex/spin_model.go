//go:build model

package futex

// defaultSpins is none in a model, where looks that find nothing new are states
// more; models of this package's own set the limit.
const defaultSpins = 0
