package bench

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

var allowed = regexp.MustCompile(`Cpus_allowed_list:\s*(\S+)`)

// TestOnOneCPU looks at the CPUs of all threads, and of a program that is started,
// while a peer runs that is kept on one, and afterwards.
func TestOnOneCPU(t *testing.T) {
	var before unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		t.Fatal(err)
	}
	each := func() (counts []int) {
		tasks, err := os.ReadDir("/proc/self/task")
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range tasks {
			var set unix.CPUSet
			if tid, _ := strconv.Atoi(task.Name()); unix.SchedGetaffinity(tid, &set) == nil {
				counts = append(counts, set.Count())
			}
		}
		return counts
	}
	p := onOneCPU(Peer{Run: func(n int) (time.Duration, error) {
		for _, c := range each() {
			if c != 1 {
				t.Errorf("a thread may use %d CPUs", c)
			}
		}
		cat := exec.Command("cat", "/proc/self/status")
		if out, err := cat.Output(); err != nil {
			t.Logf("no program was started: %v", err)
		} else if m := allowed.FindStringSubmatch(string(out)); m == nil || strings.ContainsAny(m[1], ",-") {
			t.Errorf("a program that is started may use CPUs %q", m)
		}
		return time.Duration(n), nil
	}})
	if d, err := p.Run(7); d != 7 || err != nil {
		t.Errorf("%v, %v", d, err)
	}
	for _, c := range each() {
		if c != before.Count() {
			t.Errorf("afterwards a thread may use %d CPUs instead of %d", c, before.Count())
		}
	}
}
