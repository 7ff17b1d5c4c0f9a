//go:build unix

package guest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A Machine is what Boot starts.
type Machine struct {
	Emulator  []string // the words that run qemu-system
	Args      []string // machine and CPU
	CPUs      int
	Memory    int // MiB
	Kernel    string
	Initramfs string
	Console   string
	Append    string // more for the kernel's command line
}

// How a boot can go wrong, as against a program in it.
var (
	ErrPanic = errors.New("the kernel panicked")
	ErrHang  = errors.New("the guest hangs")
	ErrDied  = errors.New("the guest ended before its time")
)

// bootLimit is how long a kernel may take to start init.
const bootLimit = 3 * time.Minute

// args are QEMU's. A guest that goes down is not to be started again, neither
// after a panic. The initramfs is unpacked into a ramfs: a tmpfs, which is what
// kernels take else, may be filled to half of the memory only.
func (m Machine) args() []string {
	return append(append(m.Emulator[1:len(m.Emulator):len(m.Emulator)], m.Args...),
		"-accel", "tcg,thread=multi", "-smp", strconv.Itoa(m.CPUs), "-m", strconv.Itoa(m.Memory),
		"-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot",
		"-kernel", m.Kernel, "-initrd", m.Initramfs,
		"-append", strings.TrimSpace("console="+m.Console+" loglevel=4 rootfstype=ramfs panic=-1 oops=panic mitigations=off "+m.Append))
}

// Boot starts a guest that carries out plan, and calls event for each mark and
// line for each other line of the console, until the guest is off. All of the
// console goes to log. The error is ErrPanic, ErrHang or ErrDied, with what is
// known, or what kept QEMU from running.
func (m Machine) Boot(ctx context.Context, plan Plan, log io.Writer, event func(Event), line func(string)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := exec.CommandContext(ctx, m.Emulator[0], m.args()...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	cmd.Stdout, cmd.Stderr = w, w
	err = cmd.Start()
	w.Close()
	if err != nil {
		return err
	}
	watch := time.AfterFunc(bootLimit, func() { cancel(fmt.Errorf("%w: init did not start within %v", ErrHang, bootLimit)) })
	defer watch.Stop()
	c := console{plan: plan, event: event, line: line, limit: func(d time.Duration, what string) {
		watch.Stop()
		watch = time.AfterFunc(d, func() { cancel(fmt.Errorf("%w: %s", ErrHang, what)) })
	}}
	err = c.read(io.TeeReader(r, log))
	ended := cmd.Wait()
	switch cause := context.Cause(ctx); {
	case c.off:
		return nil
	case c.panic != "":
		return fmt.Errorf("%w: %s", ErrPanic, c.panic)
	case cause != nil:
		return cause
	case err != nil:
		return err
	}
	return fmt.Errorf("%w: QEMU: %v; its last line: %q", ErrDied, ended, c.last)
}

// A console follows what a guest writes.
type console struct {
	plan  Plan
	event func(Event)
	line  func(string)
	limit func(d time.Duration, what string) // sets how long what comes next may take

	off   bool
	panic string
	last  string
}

// grace is how much longer than a program's limit the guest may take, before it
// is taken to hang: init kills programs itself.
const grace = time.Minute

// read reads the console to its end.
func (c *console) read(r io.Reader) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 16<<20)
	for sc.Scan() {
		text := strings.TrimSuffix(sc.Text(), "\r")
		if e, ok := parseMark(text); ok {
			switch e.Kind {
			case "begin", "again":
				if e.Run >= 0 && e.Run < len(c.plan.Runs) {
					d := c.plan.Runs[e.Run].Limit + grace
					c.limit(d, fmt.Sprintf("run %d did not end within %v", e.Run, d))
				}
			case "off":
				c.off = true
				fallthrough
			default:
				c.limit(grace, "no mark for "+grace.String()+" after "+e.Kind)
			}
			c.event(e)
			continue
		}
		if p := panicLine.FindStringSubmatch(text); p != nil && !c.off {
			c.panic = p[1]
		}
		if strings.TrimSpace(text) != "" {
			c.last = text
		}
		c.line(text)
	}
	return sc.Err()
}
