package mutation

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"rawthread/internal/proof"
)

// Facts returns the facts of an architecture that need not be the running one:
// it takes the system call numbers from the source of golang.org/x/sys/unix.
func Facts(goarch string) (*proof.Facts, error) {
	list := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/sys")
	list.Stderr = os.Stderr
	dir, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list golang.org/x/sys: %w", err)
	}
	name := filepath.Join(strings.TrimSpace(string(dir)), "unix", "zsysnum_linux_"+goarch+".go")
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	f := proof.KernelFacts(goarch)
	for _, n := range []struct {
		name  string
		where *int64
	}{{"SYS_CLONE", &f.Clone}, {"SYS_EXIT", &f.Exit}, {"SYS_MUNMAP", &f.Munmap}, {"SYS_RT_SIGPROCMASK", &f.Sigprocmask}} {
		m := regexp.MustCompile(`(?m)^\s*` + n.name + `\s*=\s*(\d+)`).FindSubmatch(text)
		if m == nil {
			return nil, fmt.Errorf("%s: no %s", name, n.name)
		}
		if *n.where, err = strconv.ParseInt(string(m[1]), 10, 64); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", name, n.name, err)
		}
	}
	return &f, nil
}
