//go:build !linux

package kthread

import (
	"context"
	"time"
)

// A Pool is a number of raw threads: there are none on this system.
type Pool struct{}

// A Task is a body that a pool's thread runs.
type Task struct{}

// NewPool returns an error: [ErrInvalidConfig] for values that no system could
// honour, else [ErrUnsupported].
func NewPool(cfg PoolConfig) (*Pool, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	return nil, unsupported()
}

// Go returns [ErrUnsupported].
func (p *Pool) Go(body func()) (*Task, error) { return nil, unsupported() }

// TryGo returns [ErrUnsupported].
func (p *Pool) TryGo(body func()) (*Task, error) { return nil, unsupported() }

// GoTimeout returns [ErrUnsupported].
func (p *Pool) GoTimeout(d time.Duration, body func()) (*Task, error) { return nil, unsupported() }

// GoContext returns [ErrUnsupported].
func (p *Pool) GoContext(ctx context.Context, body func()) (*Task, error) { return nil, unsupported() }

// Prepare returns [ErrInvalidConfig] for values that no system could honour, else
// [ErrUnsupported].
func (p *Pool) Prepare(cfg TaskConfig, body func()) (*Task, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	return nil, unsupported()
}

// Drop returns 0.
func (p *Pool) Drop() int { return 0 }

// Close returns [ErrUnsupported].
func (p *Pool) Close() error { return unsupported() }

// CloseNow returns [ErrUnsupported].
func (p *Pool) CloseNow() error { return unsupported() }

// Start returns [ErrUnsupported].
func (t *Task) Start() error { return unsupported() }

// TryStart returns [ErrUnsupported].
func (t *Task) TryStart() error { return unsupported() }

// StartTimeout returns [ErrUnsupported].
func (t *Task) StartTimeout(d time.Duration) error { return unsupported() }

// StartContext returns [ErrUnsupported].
func (t *Task) StartContext(ctx context.Context) error { return unsupported() }

// Wait returns [ErrUnsupported].
func (t *Task) Wait() error { return unsupported() }

// WaitTimeout returns [ErrUnsupported].
func (t *Task) WaitTimeout(d time.Duration) error { return unsupported() }

// WaitContext returns [ErrUnsupported].
func (t *Task) WaitContext(ctx context.Context) error { return unsupported() }

// Done returns false.
func (t *Task) Done() bool { return false }
