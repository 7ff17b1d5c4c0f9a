package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"rawthread/internal/guest"
)

// run runs one program of the plan, whose output goes to the console, and kills
// it with all of its process group when it takes too long.
func run(r guest.Run, env []string, begin *guest.Stillborn) guest.Status {
	ctx, cancel := context.WithTimeout(context.Background(), r.Limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.Args[0], r.Args[1:]...)
	cmd.Dir, cmd.Env = r.Dir, env
	// Through a pipe, as from go test: a program may look at what it writes to.
	pipe, w, err := os.Pipe()
	if err != nil {
		return failed(err)
	}
	defer pipe.Close()
	cmd.Stdout, cmd.Stderr = w, w
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGQUIT) }
	cmd.WaitDelay = 10 * time.Second
	err = cmd.Start()
	w.Close()
	if err != nil {
		return failed(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(io.MultiWriter(os.Stdout, begin), pipe)
	}()
	err = cmd.Wait()
	syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // what it left behind
	<-done
	reap()
	if ctx.Err() != nil {
		return guest.TimedOut
	}
	return statusOf(err)
}

// statusOf is how a program ended, by what Wait returned.
func statusOf(err error) guest.Status {
	if err == nil {
		return guest.OK
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return failed(err)
	}
	if ws := exit.Sys().(syscall.WaitStatus); ws.Signaled() {
		return guest.Status(fmt.Sprintf("signal:%d", ws.Signal()))
	}
	return guest.Status(fmt.Sprintf("exit:%d", exit.ExitCode()))
}

func failed(err error) guest.Status { return guest.Status("error:" + err.Error()) }

// reap waits for processes whose parents ended before them: the first process
// of a system gets them.
func reap() {
	for {
		pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		if pid <= 0 || err != nil {
			return
		}
	}
}
