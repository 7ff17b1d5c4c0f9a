package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// progress draws a bar on stderr, if that is a terminal, until end is called:
// done bytes of total.
func (s *session) progress(done *atomic.Uint64, total uint64) (end func()) {
	f, ok := s.stderr.(*os.File)
	if !ok {
		return func() {}
	}
	if _, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS); err != nil {
		return func() {}
	}
	ended := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ended:
				s.draw("")
				return
			case <-tick.C:
				s.draw(bar(done.Load(), total))
			}
		}
	})
	return func() {
		close(ended)
		wg.Wait()
	}
}

// draw replaces the bar's line; an empty one takes it away.
func (s *session) draw(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bar = line != ""
	fmt.Fprint(s.stderr, clearLine, line)
}

// bar returns a bar's text. Files may have grown since total was found.
func bar(done, total uint64) string {
	const width = 40
	share := min(1, per(float64(done), float64(total)))
	full := int(share * width)
	return fmt.Sprintf("[%s%s] %3.0f%% %d MB", strings.Repeat("#", full), strings.Repeat(".", width-full), 100*share, done/1e6)
}
