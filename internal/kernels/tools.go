//go:build unix

package kernels

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"rawthread/internal/debian"
)

// toolPackages are Debian's packages with what builds a kernel, by a program of
// each that tells whether the machine has it.
var toolPackages = map[string]string{"make": "make", "gcc": "gcc libc6-dev", "bc": "bc", "flex": "flex", "bison": "bison", "xz": "xz-utils"}

// tools installs, by apt-get, what the machine lacks of what builds a kernel.
// This, of all that the package does, needs root: a compiler is spread over the
// system.
func tools(c Configuration, say Say) error {
	var missing []string
	for program, packages := range toolPackages {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, strings.Fields(packages)...)
		}
	}
	if _, err := exec.LookPath(c.Prefix + "gcc"); err != nil {
		missing = append(missing, c.Compiler)
	}
	if len(missing) == 0 {
		return nil
	}
	command := "apt-get install --no-install-recommends " + strings.Join(missing, " ")
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Errorf("it takes Debian's compilers, and this machine has no apt-get; wanted: %s", strings.Join(missing, " "))
	}
	if os.Geteuid() != 0 {
		return errors.New("it takes compilers that only root can install: " + command + "; all targets but the built ones run without")
	}
	say("installing %s", strings.Join(missing, " "))
	args := append([]string{"-q", "-y", "--no-install-recommends", "install"}, missing...)
	err := debian.Run("/", "apt-get", args...)
	if err != nil { // an index that is old, or none
		if err := debian.Run("/", "apt-get", "-q", "update"); err != nil {
			return err
		}
		err = debian.Run("/", "apt-get", args...)
	}
	return err
}
