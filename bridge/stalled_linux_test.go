package bridge

import (
	"context"
	"testing"
)

// TestStalledWorker: a worker stands still between taking a request and giving
// its place in the queue back, while others go on and the queue comes to that
// place again. The call that meets it waits; it does not fail.
func TestStalledWorker(t *testing.T) {
	s, err := NewServer(ServerConfig{Workers: 1, Slots: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	hold, held := make(chan struct{}), make(chan struct{})
	f, err := Register(s, func(_ context.Context, x int) int {
		if x < 0 {
			close(held)
			<-hold
		}
		return x + 1
	})
	if err != nil {
		t.Fatal(err)
	}
	results := make(chan error)
	call := func(x int) {
		go func() {
			r, err := f.Call(x)
			if err == nil && r != x+1 {
				t.Errorf("f(%d) is %d", x, r)
			}
			results <- err
		}()
	}
	// take plays another worker, up to where it could stand still.
	take := func() (request, uint64) {
		for {
			if at, n := s.requests.claim(1); n == 1 {
				return *s.requests.slot(at), at
			}
		}
	}
	call(-1) // keeps the only real worker
	<-held
	call(1)
	r, stalledAt := take() // and does not give its place back
	s.serve(r)
	if err := <-results; err != nil {
		t.Fatal(err)
	}
	call(2)
	r, at := take()
	s.requests.release(at, 1)
	s.serve(r)
	if err := <-results; err != nil {
		t.Fatal(err)
	}
	call(3) // comes to the place of the stalled one
	for s.requests.gates[space].sleepers.Load() == 0 {
		select {
		case err := <-results:
			t.Fatalf("the call did not wait: %v", err)
		default:
		}
	}
	s.requests.release(stalledAt, 1)
	r, at = take()
	s.requests.release(at, 1)
	s.serve(r)
	if err := <-results; err != nil {
		t.Fatal(err)
	}
	close(hold)
	if err := <-results; err != nil {
		t.Fatal(err)
	}
}
