//go:build unix

package kernels

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"rawthread/internal/debian"
)

// A Configuration is how a kernel is built.
type Configuration struct {
	Arch     string // Linux's name
	Prefix   string // of the cross compiler's programs
	Compiler string // Debian's package
	Fragment string // of .config
}

// Builds are the kernels that Debian has no packages of.
var Builds = map[string]Configuration{
	"ppc64":     {"powerpc", "powerpc64-linux-gnu-", "gcc-powerpc64-linux-gnu", common + ppc64 + "CONFIG_PPC_4K_PAGES=y\n"},
	"ppc64-64k": {"powerpc", "powerpc64-linux-gnu-", "gcc-powerpc64-linux-gnu", common + ppc64 + "CONFIG_PPC_64K_PAGES=y\n"},
	"mips64":    {"mips", "mips64-linux-gnuabi64-", "gcc-mips64-linux-gnuabi64", common + mips + mips64},
	"mips":      {"mips", "mips-linux-gnu-", "gcc-mips-linux-gnu", common + mips + mips32},
}

// Build builds kernels into the cache, all if there are no names. What is there
// already stays.
func Build(ctx context.Context, names []string, say Say) error {
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(Builds))
	}
	for _, n := range names {
		if _, ok := Builds[n]; !ok {
			return fmt.Errorf("no kernel %q to build; there are %s", n, strings.Join(slices.Sorted(maps.Keys(Builds)), " "))
		}
	}
	var failures []error
	for _, n := range names {
		if err := build(ctx, n, say); err != nil {
			say("%s: not built: %v", n, err)
			failures = append(failures, fmt.Errorf("%s: %w", n, err))
		}
	}
	return errors.Join(failures...)
}

func build(ctx context.Context, name string, say Say) error {
	c := Builds[name]
	kernels, err := folder("kernels")
	if err != nil {
		return err
	}
	file := filepath.Join(kernels, name)
	unlock, err := debian.Lock(file + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := os.Stat(file); err == nil {
		say("%s is built: %s", name, file)
		return nil
	}
	if err := tools(c, say); err != nil {
		return err
	}
	source, err := source(say)
	if err != nil {
		return err
	}
	objects := filepath.Join(filepath.Dir(source), name)
	if err := os.MkdirAll(objects, 0o755); err != nil {
		return err
	}
	start := time.Now()
	say("%s: building Linux with %s, some minutes", name, c.Compiler)
	if err := c.make(ctx, source, objects); err != nil {
		return err
	}
	if err := debian.Run(objects, c.Prefix+"strip", "-o", file+".new", "vmlinux"); err != nil {
		return err
	}
	if err := os.Rename(file+".new", file); err != nil {
		return err
	}
	say("%s: built in %.0f s: %s", name, time.Since(start).Seconds(), file)
	return os.RemoveAll(objects)
}

// make configures and compiles. It goes on from what an earlier run left.
func (c Configuration) make(ctx context.Context, source, objects string) error {
	fragment := filepath.Join(objects, "fragment")
	if err := os.WriteFile(fragment, []byte(c.Fragment), 0o644); err != nil {
		return err
	}
	log := filepath.Join(objects, "make.log")
	run := func(args ...string) error {
		cmd := exec.CommandContext(ctx, "make", append([]string{"-s", "-C", source, "O=" + objects, "ARCH=" + c.Arch, "CROSS_COMPILE=" + c.Prefix}, args...)...)
		cmd.Env = append(os.Environ(), "KCONFIG_ALLCONFIG="+fragment, "LC_ALL=C")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) } // with the compilers
		out, err := cmd.CombinedOutput()
		if err == nil {
			return nil
		}
		os.WriteFile(log, out, 0o644)
		return fmt.Errorf("make %s: %w; see %s", strings.Join(args, " "), err, log)
	}
	if err := run("allnoconfig"); err != nil { // and what the fragment says
		return err
	}
	config, err := os.ReadFile(filepath.Join(objects, ".config"))
	if err != nil {
		return err
	}
	if left := notTaken(string(config), c.Fragment); len(left) > 0 {
		return fmt.Errorf("this source does not take %s", strings.Join(left, ", "))
	}
	return run(fmt.Sprintf("-j%d", runtime.NumCPU()), "vmlinux")
}

// notTaken returns the lines of a fragment that a configuration lacks.
func notTaken(config, fragment string) (left []string) {
	has := map[string]bool{}
	for line := range strings.Lines(config) {
		has[strings.TrimSpace(line)] = true
	}
	for line := range strings.Lines(fragment) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "CONFIG_") && !has[line] {
			left = append(left, line)
		}
	}
	return left
}
