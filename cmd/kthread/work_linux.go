package main

import (
	"errors"
	"sync"
	"sync/atomic"

	"rawthread/kthread"
)

// A result is what one thread counted. It has no pointers, and is padded so
// that two threads never write to one cache line: 256 bytes on s390x.
type result struct {
	bytes     uint64
	histogram [256]uint64
	_         [256]byte
}

func (r *result) add(x *result) {
	r.bytes += x.bytes
	for i, n := range x.histogram {
		r.histogram[i] += n
	}
}

// A job is mapped memory to count, piece by piece, by several threads.
type job struct {
	pieces  [][]byte
	next    atomic.Uint32  // the piece that nobody has taken yet
	done    *atomic.Uint64 // bytes, for the progress bar
	stop    *atomic.Bool
	results []result // one for each thread
}

// work is the body of thread i, raw or not: arithmetic, slices and atomics
// only, nothing that would enter the Go runtime.
func (j *job) work(i int) {
	r := &j.results[i]
	for !j.stop.Load() {
		k := int(j.next.Add(1)) - 1
		if k >= len(j.pieces) {
			return
		}
		piece := j.pieces[k]
		for _, c := range piece {
			r.histogram[c]++
		}
		r.bytes += uint64(len(piece))
		j.done.Add(uint64(len(piece)))
	}
}

// onRawThreads does the job with raw threads. If some can't be started, the
// others do all of it.
func (j *job) onRawThreads() (started int, err error) {
	threads := make([]*kthread.Thread, 0, len(j.results))
	for i := range j.results {
		t, spawnErr := spawn(kthread.Config{StackSize: 256 << 10}, func() { j.work(i) })
		if spawnErr != nil {
			err = spawnErr
			break
		}
		threads = append(threads, t)
	}
	for _, t := range threads {
		err = errors.Join(err, t.Join())
	}
	return len(threads), err
}

// onGoroutines does the job with goroutines.
func (j *job) onGoroutines() {
	var wg sync.WaitGroup
	for i := range j.results {
		wg.Go(func() { j.work(i) })
	}
	wg.Wait()
}
