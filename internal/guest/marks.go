package guest

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Init tells how far it is by lines on the console that begin with mark:
//
//	@guest up RELEASE PAGESIZE   it runs, on this kernel
//	@guest begin N               run N begins; what follows is its output
//	@guest again N STATUS        it was stillborn, of what error:... says, and is started once more
//	@guest end N STATUS SECONDS  it ended: exit:0, signal:6, timeout, or error:...
//	@guest off                   all is done, the power goes off
const mark = "@guest "

// An Event is a mark that was read.
type Event struct {
	Kind    string // up, begin, again, end or off
	Release string // up
	Page    int    // up
	Run     int    // begin, again, end
	Status  Status // again, end
	Elapsed time.Duration
}

// A Status is how a run ended, in the words of its mark.
type Status string

// Statuses that are not exit:N, signal:N or error:TEXT.
const (
	OK       Status = "exit:0"
	TimedOut Status = "timeout"
)

// ErrExit is the error of a program that ended with a status of its own.
var ErrExit = errors.New("ended with exit status")

// Err says what is wrong with a status, nil if it is OK.
func (s Status) Err() error {
	what, value, _ := strings.Cut(string(s), ":")
	switch {
	case s == OK:
		return nil
	case s == TimedOut:
		return errors.New("timed out, and was killed in the guest")
	case what == "exit":
		return fmt.Errorf("%w %s", ErrExit, value)
	case what == "signal":
		return fmt.Errorf("was killed by signal %s", value)
	}
	return fmt.Errorf("could not be run in the guest: %s", strings.ReplaceAll(value, "_", " "))
}

// word is the status without spaces.
func (s Status) word() string { return strings.ReplaceAll(string(s), " ", "_") }

// String returns the mark's line.
func (e Event) String() string {
	switch e.Kind {
	case "up":
		return fmt.Sprintf("%sup %s %d", mark, e.Release, e.Page)
	case "begin":
		return fmt.Sprintf("%sbegin %d", mark, e.Run)
	case "again":
		return fmt.Sprintf("%sagain %d %s", mark, e.Run, e.Status.word())
	case "end":
		return fmt.Sprintf("%send %d %s %.1f", mark, e.Run, e.Status.word(), e.Elapsed.Seconds())
	}
	return mark + e.Kind
}

// parseMark reads a line of the console, and reports whether it is a mark.
func parseMark(line string) (e Event, ok bool) {
	rest, ok := strings.CutPrefix(line, mark)
	if !ok {
		return e, false
	}
	f := strings.Fields(rest)
	if len(f) == 0 {
		return e, false
	}
	e.Kind = f[0]
	var err error
	switch {
	case e.Kind == "off" && len(f) == 1:
	case e.Kind == "up" && len(f) == 3:
		e.Release = f[1]
		e.Page, err = strconv.Atoi(f[2])
	case e.Kind == "begin" && len(f) == 2:
		e.Run, err = strconv.Atoi(f[1])
	case e.Kind == "again" && len(f) == 3:
		e.Status = Status(f[2])
		e.Run, err = strconv.Atoi(f[1])
	case e.Kind == "end" && len(f) == 4:
		e.Status = Status(f[2])
		if e.Run, err = strconv.Atoi(f[1]); err == nil {
			e.Elapsed, err = time.ParseDuration(f[3] + "s")
		}
	default:
		return e, false
	}
	return e, err == nil
}

// panicLine is what a kernel says last, with the time before it or without.
var panicLine = regexp.MustCompile(`^(?:<\d>)?(?:\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? )?(Kernel panic - not syncing.*)`)
