package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"rawthread/futex"
	"rawthread/kthread"
)

// region is step 2: a raw thread waits on a futex while its memory is shown.
func (s *session) region() error {
	word := new(uint32)
	t, err := spawn(kthread.Config{}, func() {
		for atomic.LoadUint32(word) == 0 {
			futex.Wait(word, 0)
		}
	})
	if err != nil {
		return err
	}
	l := t.Layout()
	lines, mapsErr := mapsOf(l)
	atomic.StoreUint32(word, 1)
	futex.Wake(word, 1)
	if err := t.Join(); err != nil {
		return err
	}

	r := &regionReport{ThreadID: t.ID(), Maps: lines}
	for _, p := range []struct {
		name string
		kthread.Range
	}{{"guard", l.Guard}, {"signals", l.Signals}, {"stack", l.Stack}, {"tls", l.TLS}, {"instance", l.Instance}} {
		r.Parts = append(r.Parts, part{p.name, fmt.Sprintf("%#x", p.Addr), uint64(p.Size)})
	}
	s.report.Region = r
	s.printf("2. The memory of raw thread %d, %d bytes, highest address first:\n%s", r.ThreadID, l.Size(), l)
	if mapsErr != nil {
		return mapsErr
	}
	s.printf("   /proc/self/maps says, highest address first:\n")
	for _, line := range slices.Backward(lines) {
		s.printf("   %s\n", line)
	}
	return nil
}

// mapsOf returns the lines of /proc/self/maps that overlap a thread's region.
// The kernel may have merged it with memory beside it.
func mapsOf(l kthread.Layout) ([]string, error) {
	b, err := os.ReadFile("/proc/self/maps")
	lines := []string{}
	for line := range strings.Lines(string(b)) {
		var from, to uint64
		if n, _ := fmt.Sscanf(line, "%x-%x", &from, &to); n == 2 && from < uint64(l.Instance.End()) && to > uint64(l.Guard.Addr) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines, err
}
