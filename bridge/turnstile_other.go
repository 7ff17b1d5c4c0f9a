//go:build !linux

package bridge

import "context"

// turnstile is empty: no queue is ever made.
type turnstile struct{}

func newTurnstile() turnstile { return turnstile{} }

func (t *turnstile) signal()       {}
func (t *turnstile) close(g *gate) {}

func (t *turnstile) prepare() error { return ErrUnsupported }

func (t *turnstile) await(c *core, s side, ctx context.Context) error { return ErrUnsupported }
