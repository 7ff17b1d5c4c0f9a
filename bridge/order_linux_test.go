package bridge

import (
	"context"
	"sync"
	"testing"
	"time"
)

// popOnFutex is Queue.Pop on a futex, for goroutines too.
func popOnFutex(q *Queue[int]) (int, error) {
	for waited := false; ; waited = true {
		v, err := q.TryPop()
		if !same(err, ErrEmpty) {
			q.done(items, waited)
			return v, err
		}
		if err := q.awaitRaw(items, Forever); err != nil {
			return v, err
		}
	}
}

// TestPassOn: two consumers sleep, two producers have a place each, and the later
// place is filled first. Its wake is for nothing; that of the earlier place has
// to reach both consumers.
func TestPassOn(t *testing.T) {
	for range 20 {
		q, err := New[int](Config{Capacity: 4, Kind: MPMC})
		if err != nil {
			t.Fatal(err)
		}
		first, _ := q.reserve(1)
		second, _ := q.reserve(1)
		var consumers sync.WaitGroup
		for range 2 {
			consumers.Go(func() {
				if _, err := popOnFutex(q); err != nil {
					t.Error(err)
				}
			})
		}
		for q.gates[items].sleepers.Load() != 2 {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(2 * time.Millisecond) // by then they sleep
		*q.slot(second) = 2
		q.commit(second, 1)
		time.Sleep(time.Millisecond) // and the one that was woken sleeps again
		*q.slot(first) = 1
		q.commit(first, 1)
		consumers.Wait()
	}
}

// TestCloseBetween closes between a push's steps: it must fail, and the queue be
// closed and empty.
func TestCloseBetween(t *testing.T) {
	q, err := New[int](Config{Capacity: 4})
	if err != nil {
		t.Fatal(err)
	}
	if err := q.TryPush(1); err != nil {
		t.Fatal(err)
	}
	at, n := q.reserve(2)
	q.Close()
	if n != 2 || q.commit(at, n) {
		t.Errorf("%d places were reserved, and the push came through after Close", n)
	}
	if v, err := q.TryPop(); v != 1 || err != nil {
		t.Errorf("popped %d, %v; want what was there before Close", v, err)
	}
	if _, err := q.TryPop(); err != ErrClosed {
		t.Errorf("a drained queue: %v", err)
	}
	many, err := New[int](Config{Capacity: 4, Kind: MPMC})
	if err != nil {
		t.Fatal(err)
	}
	at, n = many.reserve(2)
	many.Close()
	if _, err := many.TryPop(); err != ErrEmpty { // places were taken: items will come
		t.Errorf("a closed queue that a push is under way to: %v", err)
	}
	many.commit(at, n)
	for range 2 {
		if _, err := many.TryPop(); err != nil {
			t.Error(err)
		}
	}
	if _, err := many.TryPop(); err != ErrClosed {
		t.Errorf("a drained queue: %v", err)
	}
}

// TestGeneration: each use of a slot has a number of its own, and a request with
// another is left alone.
func TestGeneration(t *testing.T) {
	s, err := NewServer(ServerConfig{Workers: 1, Slots: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ran := 0
	f, err := Register(s, func(_ context.Context, x int) int {
		ran++
		return x
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[uint32]bool{}
	for range 5 {
		i, err := s.free.Pop()
		if err != nil {
			t.Fatal(err)
		}
		seen[s.slots[i].word.Load()] = true
		s.free.Push(i)
		if _, err := f.Call(1); err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) != 5 {
		t.Errorf("5 uses of a slot had %d numbers", len(seen))
	}
	i, _ := s.free.Pop()
	stale := s.slots[i].ask() - slotGeneration
	s.serve(request{i, stale})
	if v := s.slots[i].word.Load(); v&slotState != slotAsked || ran != 5 {
		t.Errorf("a stale request changed the slot to %#x; %d calls ran, want 5", v, ran)
	}
}
