package bench

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
)

// manyTasks is what the kernel's limits on the number of tasks are raised to.
const manyTasks = 250_000

// raiseLimits raises the limits on the number of tasks where it may, which is
// for root only. Clean puts them back, and so does what it returns.
func raiseLimits() (restore func()) {
	return raise(manyTasks, "kernel/threads-max", "kernel/pid_max")
}

// raiseMappings does that with max_map_count, for peers whose threads take two
// mappings each. It reports whether there is room for manyTasks of them.
func raiseMappings() (restore func(), ok bool) {
	restore = raise(3*manyTasks, "vm/max_map_count")
	n, _ := readNumber("/proc/sys/vm/max_map_count")
	return restore, n >= 3*manyTasks
}

// raise raises limits below /proc/sys.
func raise(to int, names ...string) (restore func()) {
	var all []func()
	for _, name := range names {
		file := "/proc/sys/" + name
		before, ok := readNumber(file)
		if !ok || before >= to || os.WriteFile(file, []byte(strconv.Itoa(to)), 0o644) != nil {
			continue
		}
		all = append(all, func() { os.WriteFile(file, []byte(strconv.Itoa(before)), 0o644) })
	}
	restore = sync.OnceFunc(func() {
		for _, f := range all {
			f()
		}
	})
	undo.add(restore)
	return restore
}

func readNumber(file string) (int, bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	return n, err == nil
}

// limitMet names the limit that a process met when it could not have one more
// thread, if the numbers show one, and what it said.
func limitMet(pid int, said string) string {
	const near = 8 // what a try needs, and other processes may have come and gone
	if most, ok := readNumber("/proc/sys/vm/max_map_count"); ok {
		maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
		if n := bytes.Count(maps, []byte("\n")); err == nil && n+near >= most {
			return fmt.Sprintf("vm.max_map_count is %d (%s)", most, said)
		}
	}
	tasks := allTasks()
	for _, name := range []string{"pid_max", "threads-max"} {
		if most, ok := readNumber("/proc/sys/kernel/" + name); ok && tasks+most/50 >= most { // some numbers are not given out
			return fmt.Sprintf("kernel.%s is %d (%s)", name, most, said)
		}
	}
	return said
}

// allTasks is how many tasks the system has: the second number of the fourth
// field of /proc/loadavg.
func allTasks() int {
	text, _ := os.ReadFile("/proc/loadavg")
	f := strings.Fields(string(text))
	if len(f) < 4 {
		return 0
	}
	_, total, _ := strings.Cut(f[3], "/")
	n, _ := strconv.Atoi(total)
	return n
}
