package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// maxMapped is how many windows are mapped at once: far from max_map_count,
// 65,530 by default, and no more than 512 MiB, for 32-bit address spaces.
const maxMapped = 1024

// A counter does steps 3 and 4, batch by batch: each is mapped once, and
// counted by raw threads and by goroutines, who take turns in being the first.
type counter struct {
	*countReport
	s          *session
	done       atomic.Uint64 // bytes, by either kind
	stop       atomic.Bool   // no more work
	pieces     [][]byte      // the batch
	files      int           // that end in it
	batches    int
	raw, plain result
}

// count is steps 3 and 4.
func (s *session) count() error {
	dir, threads := s.opts.dir, s.opts.threads
	var err error
	if dir == "" {
		if dir, err = goSource(s.ctx); err != nil {
			return err
		}
	}
	if threads == 0 {
		if threads, err = kthread.CPUCount(); err != nil {
			return err
		}
	}
	paths, size, empty, err := s.list(dir)
	if err != nil {
		return err
	}
	c := &counter{s: s, countReport: &countReport{Dir: dir, Empty: empty, Threads: threads}}
	defer context.AfterFunc(s.ctx, func() { c.stop.Store(true) })()
	endBar := s.progress(&c.done, 2*size)
	err = c.all(paths)
	endBar()
	return errors.Join(err, c.finish())
}

// all counts files. It returns the error that ends the step.
func (c *counter) all(paths []string) error {
	var stopped error
	for _, path := range paths {
		if c.stop.Load() {
			break
		}
		err := mapFile(path, func(b []byte) bool {
			c.pieces = append(c.pieces, b)
			if len(c.pieces) == maxMapped {
				stopped = c.batch()
			}
			return stopped == nil && !c.stop.Load()
		})
		if stopped != nil {
			return stopped
		}
		if err != nil {
			c.s.fail(err)
			continue
		}
		c.files++
	}
	err := c.batch()
	c.Complete = err == nil && !c.stop.Load()
	return err
}

// batch counts what is mapped, and unmaps it. Interrupted, it does not enter
// into the sums.
func (c *counter) batch() error {
	var raw, plain result
	var rawTime, plainTime time.Duration
	var started int
	var err error
	passes := [2]func(){
		func() { raw, rawTime = c.pass(func(j *job) { started, err = j.onRawThreads() }) },
		func() { plain, plainTime = c.pass((*job).onGoroutines) },
	}
	passes[c.batches%2]()
	passes[1-c.batches%2]()
	for _, b := range c.pieces {
		unix.Munmap(b)
	}
	c.pieces = c.pieces[:0]
	if started > 0 && !c.stop.Load() {
		c.batches++
		c.raw.add(&raw)
		c.plain.add(&plain)
		c.RawThreads.NS += rawTime.Nanoseconds()
		c.Goroutines.NS += plainTime.Nanoseconds()
		c.Files += c.files
	}
	c.files = 0
	return err
}

// pass has the batch counted, and adds up what the threads found.
func (c *counter) pass(run func(*job)) (sum result, d time.Duration) {
	j := &job{pieces: c.pieces, done: &c.done, stop: &c.stop, results: make([]result, c.Threads)}
	start := time.Now()
	run(j)
	d = time.Since(start)
	for i := range j.results {
		sum.add(&j.results[i])
	}
	return sum, d
}

// finish fills in the report, prints it, and compares the results.
func (c *counter) finish() error {
	c.Bytes, c.Lines, c.Histogram = c.raw.bytes, c.raw.histogram['\n'], c.raw.histogram
	c.Equal = c.raw == c.plain
	for _, v := range []*speed{&c.RawThreads, &c.Goroutines} {
		v.MBPer = per(float64(c.Bytes)*1e3, float64(v.NS))
	}
	c.Ratio = per(float64(c.Goroutines.NS), float64(c.RawThreads.NS))
	c.s.report.Count = c.countReport

	p := c.s.printf
	p("3. %s: %d files (and %d empty ones), %d lines, %d bytes\n", c.Dir, c.Files, c.Empty, c.Lines, c.Bytes)
	if !c.Complete {
		p("   That is not all: stopped half-way.\n")
	}
	if c.Bytes > 0 {
		p("   most frequent bytes:")
		for _, b := range frequent(&c.Histogram)[:8] {
			p("  %q %.1f%%", []byte{b}, 100*per(float64(c.Histogram[b]), float64(c.Bytes)))
		}
		p("\n")
	}
	p("4. %5d raw threads %12.3f ms %8.0f MB/s\n", c.Threads, float64(c.RawThreads.NS)/1e6, c.RawThreads.MBPer)
	p("   %5d goroutines  %12.3f ms %8.0f MB/s\n", c.Threads, float64(c.Goroutines.NS)/1e6, c.Goroutines.MBPer)
	p("   Time of goroutines to raw threads: %.2f.\n", c.Ratio)
	if !c.Equal {
		return errors.New("goroutines and raw threads found different numbers; did files change meanwhile?")
	}
	p("   Both found the same numbers.\n")
	return nil
}

// frequent returns the bytes by how often they come, the most frequent first.
func frequent(histogram *[256]uint64) []byte {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	slices.SortStableFunc(all, func(a, b byte) int { return cmp.Compare(histogram[b], histogram[a]) })
	return all
}
