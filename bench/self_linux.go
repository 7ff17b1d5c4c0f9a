package bench

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// selfVar is the environment variable that has this program be a peer: the
// operation, and what follows it.
const selfVar = "RAWTHREAD_BENCH_SELF"

// self is a command that runs this program as a peer in a process of its own.
// Its main calls [ServePeer].
func self(operation string) (*exec.Cmd, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := command(program)
	cmd.Env = append(os.Environ(), selfVar+"="+operation)
	return cmd, nil
}

// ServePeer does what a process that a benchmark started of its own program is
// for, and ends it. In other processes it returns at once: each program that
// measures calls it first.
func ServePeer() {
	order, ok := os.LookupEnv(selfVar)
	if !ok {
		return
	}
	var err error
	switch f := strings.Fields(order); {
	case len(f) == 2 && f[0] == "live":
		err = serveLive(f[1])
	case len(f) == 3 && f[0] == "jitter":
		err = serveJitter(f[1], f[2])
	case len(f) == 3 && f[0] == "gothread":
		err = serveGo(f[1], f[2])
	case len(f) == 1 && f[0] == "load":
		err = serveLoad()
	default:
		err = fmt.Errorf("no operation %q", order)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
