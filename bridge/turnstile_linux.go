package bridge

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A turnstile is where goroutines wait at a gate. One at a time has the turn:
// it sets sleepingGo and reads the gate's eventfd (eventfd(2), Linux 2.6.27),
// which is not ready before the gate's signal, so that Go's netpoller has the
// goroutine and no thread waits. The others wait for the turn in a channel.
// Whoever gets the turn looks at the ring before it sleeps: so a signal that
// comes to one that leaves is not lost.
//
// The eventfd is made when the first goroutine waits. fd is its number + 1: it
// is stored before sleepingGo is set, and so is there for whoever sees that.
type turnstile struct {
	fd   fdWord
	turn chan struct{} // holds a value while a goroutine has the turn
	mu   sync.Mutex    // of file and gone
	file *os.File
	gone bool
	end  chan struct{} // closed when gone
}

func newTurnstile() turnstile {
	return turnstile{turn: make(chan struct{}, 1), end: make(chan struct{})}
}

// open returns the eventfd.
func (t *turnstile) open() (*os.File, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.gone {
		return nil, ErrClosed
	}
	if t.file == nil {
		fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
		if err != nil {
			return nil, fmt.Errorf("bridge: making the eventfd that a goroutine waits on: %w", err)
		}
		t.file = os.NewFile(uintptr(fd), "eventfd") // nonblocking: the netpoller takes it
		t.fd.Store(uint32(fd) + 1)
	}
	return t.file, nil
}

// prepare makes the eventfd now.
func (t *turnstile) prepare() error {
	_, err := t.open()
	return err
}

// close closes the eventfd. The queue is closed, so that who has the turn leaves;
// then close has it, for good, and nobody sets sleepingGo any more.
func (t *turnstile) close(g *gate) {
	t.mu.Lock()
	gone := t.gone
	t.gone = true
	t.mu.Unlock()
	if gone {
		return
	}
	close(t.end)
	t.turn <- struct{}{}
	for g.signalling.Load() != 0 {
		runtime.Gosched()
	}
	if t.file != nil {
		t.file.Close()
	}
}

// longAgo is a deadline that has passed.
var longAgo = time.Unix(1, 0)

func (t *turnstile) await(c *core, s side, ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case t.turn <- struct{}{}:
	case <-t.end:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-t.turn }()
	file, err := t.open()
	if err != nil {
		return err
	}
	if err := file.SetReadDeadline(time.Time{}); err != nil {
		return fmt.Errorf("bridge: waiting for an eventfd in the netpoller: %w", err)
	}
	if ctx.Done() != nil {
		expired := make(chan struct{})
		stop := context.AfterFunc(ctx, func() {
			file.SetReadDeadline(longAgo)
			close(expired)
		})
		defer func() {
			if !stop() {
				<-expired // or it would hit who has the next turn
			}
		}()
	}
	var count [8]byte
	return c.awaitSignal(s, func() error {
		switch _, err := file.Read(count[:]); {
		case err == nil || errors.Is(err, unix.EINTR):
			return nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			return ctx.Err()
		default:
			return fmt.Errorf("bridge: waiting for an eventfd: %w", err)
		}
	})
}
