package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// A crowdPeer makes many threads in a process of its own.
type crowdPeer struct {
	name    string
	command func() (*exec.Cmd, error)
	missing string
	mapped  bool   // climbs above mostByDefault only, with max_map_count raised
	most    int    // last rung
	end     string // why there is none above it
}

// mostByDefault is how many threads of two mappings each the default
// max_map_count, 65,530, has room for at the most.
const mostByDefault = 65_530 / 2

// crowdPeers are all that climb to a rung, or lower.
func crowdPeers(top int) []crowdPeer {
	ours := func(name, kind string) crowdPeer {
		return crowdPeer{name: name, most: 100_000, command: func() (*exec.Cmd, error) { return self("live " + kind) }}
	}
	locked := ours("locked goroutine", "locked-goroutine")
	locked.most, locked.end = mostLocked, "Go's own limit, debug.SetMaxThreads, is 10,000 threads unless it is raised"
	peers := []crowdPeer{ours("kthread.Spawn", "kthread"), ours("kthread.SpawnN", "kthread-group")}
	for _, t := range []*Toolchain{Glibc, Musl, Zig, Rust} {
		p := crowdPeer{name: t.Name, most: 100_000}
		program, err := t.once()
		if err != nil {
			p.missing = err.Error()
		}
		p.command = func() (*exec.Cmd, error) { return command(program, "live"), nil }
		peers = append(peers, p)
		if top > mostByDefault && (t == Glibc || t == Musl) {
			p.name += ", more mappings"
			p.mapped = true
			peers = append(peers, p)
		}
	}
	return append(peers, locked)
}

// A crowdProcess is a process whose threads wait.
type crowdProcess struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	said bytes.Buffer
}

func (p *crowdPeer) start() (*crowdProcess, error) {
	cmd, err := p.command()
	if err != nil {
		return nil, err
	}
	c := &crowdProcess{cmd: cmd}
	if c.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.out = bufio.NewReader(out)
	cmd.Stderr = &c.said
	return c, cmd.Start()
}

// grow has the process make n more threads, and returns the nanoseconds that
// took, or why it can't have them.
func (c *crowdProcess) grow(n int) (ns float64, end string, err error) {
	fmt.Fprintln(c.in, n) // fails if the process is gone, as reading then does
	line, err := c.out.ReadString('\n')
	if err != nil { // Rust's library gives up where a thread has no memory for its signal stack
		c.in.Close()
		return 0, fmt.Sprintf("the process died: %v: %s", c.cmd.Wait(), firstLine(c.said.String())), nil
	}
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "end") {
		return 0, limitMet(c.cmd.Process.Pid, line), nil
	}
	ns, err = strconv.ParseFloat(line, 64)
	return ns, "", err
}

// stop lets the threads go, and waits for the end of the process.
func (c *crowdProcess) stop() error {
	if c.cmd.ProcessState != nil {
		return nil // died before
	}
	c.in.Close()
	if err := c.cmd.Wait(); err != nil {
		return fmt.Errorf("%w: %s", err, firstLine(c.said.String()))
	}
	return nil
}
