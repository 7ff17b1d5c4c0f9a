package main

import (
	"errors"
	"os"
	"runtime"

	"golang.org/x/sys/unix"

	"rawthread/kthread"
)

// spawn starts all raw threads of the command; tests replace it.
var spawn = kthread.Spawn

// steps does the five steps. An error in one does not keep it from the next,
// unless there can't be any raw thread.
func (s *session) steps() {
	for _, step := range []func() error{s.system, s.region, s.count, s.spawns} {
		if s.ctx.Err() != nil {
			return
		}
		if err := step(); err != nil {
			s.fail(err)
			if errors.Is(err, kthread.ErrUnsupported) {
				return
			}
		}
	}
}

// system is step 1.
func (s *session) system() error {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return err
	}
	cpus, err := kthread.CPUCount()
	if err != nil {
		return err
	}
	r := &systemReport{
		Arch:     runtime.GOARCH,
		Go:       runtime.Version(),
		Kernel:   unix.ByteSliceToString(u.Release[:]),
		PageSize: os.Getpagesize(),
		CPUs:     cpus,
	}
	s.report.System = r
	s.printf("1. %s, %s, Linux %s, pages of %d bytes, %d CPUs\n", r.Arch, r.Go, r.Kernel, r.PageSize, r.CPUs)
	for _, f := range kthread.Features() {
		r.Features = append(r.Features, feature(f))
		have := "yes"
		if !f.Have {
			have = "no"
		}
		s.printf("   %s: %s; %s\n", f.Name, have, f.Used)
	}
	return nil
}
