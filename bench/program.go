package bench

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"
)

// command is a command that runs a program: in the emulator that this one runs
// in, if there is one.
func command(program string, args ...string) *exec.Cmd {
	if e := os.Getenv(EmulatorVar); e != "" {
		return exec.Command(e, append([]string{program}, args...)...)
	}
	return exec.Command(program, args...)
}

// Peer returns the peer that does an operation of the program, with more
// environment variables if there are any.
func (t *Toolchain) Peer(name, operation string, arg int, env ...string) Peer {
	p := Peer{Name: name}
	program, err := t.once()
	if err != nil {
		p.Missing = err.Error()
		return p
	}
	p.Run = func(n int) (time.Duration, error) {
		values, err := numbers(program, []string{operation, strconv.Itoa(n), strconv.Itoa(arg)}, env)
		if err == nil && len(values) != 1 {
			err = fmt.Errorf("%d numbers instead of one", len(values))
		}
		if err != nil {
			return 0, fmt.Errorf("%s %s: %w", t.Name, operation, err)
		}
		return time.Duration(values[0]), nil
	}
	return p
}

// Sampler returns the peer that does an operation of the program and tells how
// long each took.
func (t *Toolchain) Sampler(name, operation string) Sampler {
	s := Sampler{Name: name}
	program, err := t.once()
	if err != nil {
		s.Missing = err.Error()
		return s
	}
	s.Run = func(n int) ([]int64, error) {
		values, err := numbers(program, []string{operation, strconv.Itoa(n)}, nil)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", t.Name, operation, err)
		}
		return values, nil
	}
	return s
}

// numbers runs a program that writes numbers.
func numbers(program string, args, env []string) ([]int64, error) {
	cmd := command(program, args...)
	cmd.Env = append(os.Environ(), env...)
	return numbersOf(cmd)
}

func numbersOf(cmd *exec.Cmd) (values []int64, err error) {
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, firstLine(said.String()))
	}
	for _, word := range bytes.Fields(out) {
		v, err := strconv.ParseInt(string(word), 10, 64)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// undo is what Clean does.
var undo cleaner

type cleaner struct {
	sync.Mutex
	all []func()
}

func (c *cleaner) add(f func()) {
	c.Lock()
	defer c.Unlock()
	c.all = append(c.all, f)
}

// Clean removes the programs that were built, and puts limits back that were
// raised. It may be called in the middle of a measurement, when the process is
// about to end.
func Clean() {
	undo.Lock()
	defer undo.Unlock()
	for _, f := range undo.all {
		f()
	}
	undo.all = nil
}
