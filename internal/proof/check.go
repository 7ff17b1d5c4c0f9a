package proof

import (
	"errors"
	"fmt"
	"strings"

	"rawthread/internal/machine"
)

// The packages with assembly.
const (
	kthreadPackage = "rawthread/kthread."
	tlsPackage     = "rawthread/tls."
)

// isOurs reports whether a function is of the packages with assembly.
func isOurs(name string) bool {
	return strings.HasPrefix(name, kthreadPackage) || strings.HasPrefix(name, tlsPackage)
}

// A Check is one thing to prove.
type Check struct {
	Name string
	run  func(p *Program, facts *Facts) error
}

// Checks are all of them.
var Checks = []Check{
	{"unmapSelf", checkUnmapSelf},
	{"child", checkChild},
	{"arguments", checkArguments},
	{"mask", checkMask},
	{"references", checkReferences},
}

// A Failure is a check that failed.
type Failure struct {
	Check string
	Err   error
}

func (f Failure) Error() string { return f.Check + ": " + f.Err.Error() }

// Failures runs all checks.
func (p *Program) Failures(facts *Facts) (fs []Failure) {
	f := *facts
	if f.ThreadMask == 0 {
		f.ThreadMask = p.variable(kthreadPackage + "threadMask")
	}
	for _, c := range Checks {
		if err := c.run(p, &f); err != nil {
			fs = append(fs, Failure{c.Name, err})
		}
	}
	return fs
}

// Check runs all checks.
func (p *Program) Check(facts *Facts) error {
	var errs []error
	for _, f := range p.Failures(facts) {
		errs = append(errs, f)
	}
	return errors.Join(errs...)
}

// functionPaths returns the paths of one of our assembly functions.
func (p *Program) functionPaths(name string, facts *Facts) ([]path, error) {
	f, err := p.assembly(kthreadPackage + name)
	if err != nil {
		return nil, err
	}
	return p.paths(f, facts)
}

// bad is an error at a step.
func (s *step) bad(format string, args ...any) error {
	return fmt.Errorf("%s+%#x (%#x): %s", s.in, s.pc-s.in.entry, s.pc, fmt.Sprintf(format, args...))
}

// syscalls returns the indices of a path's system calls.
func (t *path) syscalls() (at []int) {
	for i := range t.steps {
		if t.steps[i].inst.Kind == machine.Syscall {
			at = append(at, i)
		}
	}
	return at
}

// wantArg checks an argument of the system call at a step.
func (p *Program) wantArg(s *step, i int, what string, want value) error {
	if got := p.arg(s.before, i); got != want {
		return s.bad("%s is %v, want %v", what, got, want)
	}
	return nil
}
