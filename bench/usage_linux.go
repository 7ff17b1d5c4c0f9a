package bench

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// A usage is memory in KiB.
type usage struct{ user, kernel float64 }

// usageOf is what a process has resident, and what the kernel uses of its own
// for all.
func usageOf(pid int) (u usage, err error) {
	if u.user, err = sumOf(fmt.Sprintf("/proc/%d/smaps_rollup", pid), "Rss"); err != nil {
		return u, err
	}
	u.kernel, err = sumOf("/proc/meminfo", "KernelStack", "PageTables", "SUnreclaim")
	return u, err
}

// sumOf adds sizes of a file of /proc that has one a line.
func sumOf(file string, names ...string) (kib float64, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		for _, n := range names {
			if n == name {
				v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
				if err != nil {
					return 0, fmt.Errorf("%s: %w", file, err)
				}
				kib += v
			}
		}
	}
	return kib, nil
}
