package bridge

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"unsafe"

	"rawthread/internal/word"
)

// ServerConfig says how a server is made. The zero value is ready to use.
type ServerConfig struct {
	// Workers is how many goroutines run functions: so many calls run at
	// once. 0: GOMAXPROCS.
	Workers int
	// Slots is how many calls may be under way at once, those that wait for
	// a worker included; more callers wait for a slot. 0: 4 per worker.
	Slots int
	// Bytes is how large arguments and results may be. 0: 256.
	Bytes int
}

// A Server runs functions on goroutines for raw threads, which wait for the
// answer. Functions are registered on goroutines ([Register], [RegisterBytes]);
// what that returns is what a raw thread calls.
//
// A function that panics ends the process, as in any goroutine: nothing here
// recovers. A function that waits for a call to the same server may wait forever,
// once all workers do.
type Server struct {
	slots    []slot
	data     []uint64
	stride   int // of data, in words
	bytes    int
	free     *Queue[uint32] // slots that are nobody's
	requests *Queue[request]

	closing word.Uint32
	ctx     context.Context // of functions
	cancel  context.CancelFunc
	workers sync.WaitGroup

	mu        sync.RWMutex
	functions []function
}

// A request is a slot's number and generation.
type request struct{ slot, generation uint32 }

// A function runs on what is in a slot's bytes, and leaves the answer there.
type function func(s *slot, data []uint64)

const (
	maxSlots     = 1 << 20
	maxCallBytes = 1 << 20
)

// NewServer makes a server, and starts its workers. It must be closed: they keep
// it. Goroutines only.
func NewServer(cfg ServerConfig) (*Server, error) {
	if cfg.Workers == 0 {
		cfg.Workers = runtime.GOMAXPROCS(0)
	}
	if cfg.Slots == 0 {
		cfg.Slots = 4 * cfg.Workers
	}
	if cfg.Bytes == 0 {
		cfg.Bytes = 256
	}
	if cfg.Workers < 0 || cfg.Slots < 0 || cfg.Slots > maxSlots || cfg.Bytes < 0 || cfg.Bytes > maxCallBytes {
		return nil, fmt.Errorf("bridge: ServerConfig is %+v; want Workers 0 or more, Slots 0 to %d, Bytes 0 to %d", cfg, maxSlots, maxCallBytes)
	}
	s := &Server{bytes: cfg.Bytes, stride: (cfg.Bytes + 7) / 8, slots: make([]slot, cfg.Slots)}
	s.data = make([]uint64, s.stride*cfg.Slots)
	var err error
	if s.free, err = New[uint32](Config{Capacity: cfg.Slots, Kind: MPMC}); err != nil {
		return nil, err
	}
	if s.requests, err = New[request](Config{Capacity: cfg.Slots, Kind: MPMC}); err != nil {
		return nil, err
	}
	if err := s.requests.stiles[items].prepare(); err != nil {
		return nil, err
	}
	for i := range cfg.Slots {
		s.free.TryPush(uint32(i))
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	for range cfg.Workers {
		s.workers.Go(s.work)
	}
	return s, nil
}

// Close ends the server: the context of functions that run is cancelled, and
// Close waits for them; their callers get the answers. All other callers, now
// and later, get [ErrClosed]. Closing again waits too. Goroutines only, and not
// from a function of the server's.
func (s *Server) Close() {
	s.closing.Store(1)
	s.cancel()
	s.requests.Close()
	s.free.Close()
	s.workers.Wait()
	s.requests.Free()
	s.free.Free()
}

// register adds a function, and returns its number.
func (s *Server) register(f function) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.functions = append(s.functions, f)
	return uint32(len(s.functions) - 1)
}

// work is a worker.
func (s *Server) work() {
	for {
		r, err := s.requests.Pop()
		if err != nil {
			return
		}
		s.serve(r)
	}
}

func (s *Server) serve(r request) {
	slot := &s.slots[r.slot]
	ok, giveBack := slot.run(r.generation, s.closing.Load() != 0)
	if ok {
		s.mu.RLock()
		f := s.functions[slot.fn]
		s.mu.RUnlock()
		f(slot, s.dataOf(r.slot))
		giveBack = slot.answer()
	}
	if giveBack {
		s.giveBack(r.slot)
	}
}

// dataOf returns a slot's bytes.
func (s *Server) dataOf(i uint32) []uint64 {
	return s.data[int(i)*s.stride : (int(i)+1)*s.stride : (int(i)+1)*s.stride]
}

// call makes the call that is in a slot, which was taken from the free ones.
// The answer is in the slot if it returns nil; otherwise the slot is gone.
func (s *Server) call(i, fn uint32, deadline int64) error {
	slot := &s.slots[i]
	slot.fn = fn
	generation := slot.ask()
	err := pushSoon(s.requests, request{i, generation}, deadline)
	if err == nil {
		if err = slot.wait(deadline); err == nil {
			return nil
		}
		if same(err, ErrTimeout) {
			return err // a worker gives the slot back
		}
	}
	s.giveBack(i)
	return err
}

// giveBack makes a slot one for other calls. Once the server is closed there
// are none.
func (s *Server) giveBack(i uint32) {
	s.slots[i].free()
	pushSoon(s.free, i, Forever)
}

// pushSoon pushes to a queue that has room for all slots. It may be full all the
// same, as long as a thread stands still that has taken an item and not given its
// place back yet. Such a moment is waited for on a futex by goroutines too, which
// needs no eventfd.
func pushSoon[T any](q *Queue[T], v T, deadline int64) error {
	for waited := false; ; waited = true {
		if err := q.TryPush(v); !same(err, ErrFull) {
			q.done(space, waited)
			return err
		}
		if err := q.awaitRaw(space, deadline); err != nil {
			return err
		}
	}
}

// bytesOf returns words as the bytes that they are.
func bytesOf(words []uint64) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), 8*len(words))
}
