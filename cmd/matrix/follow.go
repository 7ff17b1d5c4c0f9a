//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"

	"rawthread/internal/guest"
)

// A follower hands what a guest writes to the cells of its row, one after the
// other as their programs run.
type follower struct {
	r     *machineRow
	cells []*cell
	o     *options
	p     *progress

	now  *cell          // whose program runs, nil between two
	to   *io.PipeWriter // its parser
	done chan struct{}
	ran  int // cells that ended
}

// event follows the guest's marks.
func (f *follower) event(e guest.Event) {
	switch {
	case e.Kind == "up":
		f.r.release, f.r.page = e.Release, e.Page
	case e.Kind == "begin" && f.now == nil && e.Run == f.ran && e.Run < len(f.cells):
		f.begin(f.cells[e.Run])
	case e.Kind == "again" && f.now != nil && e.Run == f.ran:
		f.p.note("%s: %s died before its own code ran, and is started once more: %s", f.r.arch, f.now.pkg, e.Status)
	case e.Kind == "end" && f.now != nil && e.Run == f.ran:
		f.now.elapsed = e.Elapsed
		f.end(e.Status.Err())
	}
}

func (f *follower) begin(c *cell) {
	f.now = c
	var from *io.PipeReader
	from, f.to = io.Pipe()
	f.done = make(chan struct{})
	go func() {
		defer close(f.done)
		n := 0
		c.parse(from, func(test string) { n++; f.p.show(f.r.row, c, test, n) })
		io.Copy(io.Discard, from) // if a line was too long for parse
	}()
}

// end ends the cell that runs, with what was wrong with its program.
func (f *follower) end(err error) {
	f.to.Close()
	<-f.done
	c := f.now
	switch {
	case err != nil && (c.failed == 0 || !errors.Is(err, guest.ErrExit)):
		c.err = err
	case c.passed+c.failed+c.skipped == 0 && len(f.o.test) == 0:
		c.err = errors.New("no tests ran")
	}
	f.p.cell(f.r.row, c)
	f.now = nil
	f.ran++
}

// line takes a line of output.
func (f *follower) line(text string) {
	if f.now != nil {
		fmt.Fprintln(f.to, text)
	}
}

// stop ends the follower when the guest is off. What had not ended then did not
// do well, whatever the guest's own end was.
func (f *follower) stop(err error) {
	if err == nil {
		err = errors.New("the guest went off before")
	}
	if f.now != nil {
		f.end(err)
	}
	for ; f.ran < len(f.cells); f.ran++ {
		f.cells[f.ran].err = errors.New("did not run")
	}
}
