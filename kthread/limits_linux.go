package kthread

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// A limit is a bound of the system that may have been met, and where it is
// read from.
type limit struct {
	name string
	max  string // its value, "" if it could not be read
	met  bool   // the value says that it was
	use  string // how much is in use, "" if unknown
}

// limitsText names the limits that an operation can have met, with their
// values; those that were met by the numbers come alone. need is the size in
// bytes of what was asked for. Goroutines only.
func limitsText(o op, k kind, need uintptr) string {
	var all []limit
	advice := ""
	switch {
	case o == opClone && k == kindQuota:
		all = []limit{rlimitTasks(), pidsMax(), sysctl("kernel/threads-max"), sysctl("kernel/pid_max")}
		advice = "raise it, or run fewer threads"
	case (o == opMap || o == opProtect) && k == kindMemory:
		all = []limit{rlimitSpace(need), rlimitData(need), mapCount(), sysctl("vm/overcommit_memory")}
		advice = "raise it, or ask for smaller stacks"
	case (o == opMap || o == opProtect) && k == kindLocked:
		all = []limit{rlimit("RLIMIT_MEMLOCK", unix.RLIMIT_MEMLOCK)}
		advice = "raise it, undo mlockall, or ask for smaller stacks"
	default:
		return ""
	}
	var met, known []string
	for _, l := range all {
		if l.max == "" {
			continue
		}
		s := l.name + " is " + l.max
		if l.use != "" {
			s += ", " + l.use + " in use"
		}
		known = append(known, s)
		if l.met {
			met = append(met, s)
		}
	}
	if len(met) > 0 {
		return "met: " + strings.Join(met, "; ") + ": " + advice
	}
	return "one of: " + strings.Join(known, "; ") + ": " + advice
}

func rlimit(name string, resource int) limit {
	var r unix.Rlimit
	if unix.Getrlimit(resource, &r) != nil {
		return limit{}
	}
	if r.Cur == ^uint64(0) || r.Cur == uint64(^uint32(0)) && wordSize == 4 || r.Cur == 1<<63-1 {
		return limit{name: name, max: "unlimited"}
	}
	return limit{name: name, max: strconv.FormatUint(uint64(r.Cur), 10)}
}

// number returns a limit's value, false if there is none.
func (l limit) number() (uint64, bool) {
	n, err := strconv.ParseUint(l.max, 10, 64)
	return n, err == nil
}

// used fills in what is in use, and whether need more meets the limit.
func (l limit) used(use, need uint64) limit {
	l.use = strconv.FormatUint(use, 10)
	if n, ok := l.number(); ok && use+need > n {
		l.met = true
	}
	return l
}

// rlimitTasks counts per user, which /proc shows only as a whole: it is met
// when it is smaller than this process's own tasks.
func rlimitTasks() limit {
	l := rlimit("RLIMIT_NPROC", unix.RLIMIT_NPROC)
	if n, err := strconv.ParseUint(status("Threads"), 10, 64); err == nil {
		l = l.used(n, 1)
		l.use += " by this process"
	}
	return l
}

func rlimitSpace(need uintptr) limit {
	return rlimit("RLIMIT_AS", unix.RLIMIT_AS).used(statusSize("VmSize"), uint64(need))
}

func rlimitData(need uintptr) limit {
	return rlimit("RLIMIT_DATA", unix.RLIMIT_DATA).used(statusSize("VmData"), uint64(need))
}

// status returns a value from /proc/self/status, "" if it isn't there.
func status(key string) string {
	text, _ := readSmall("/proc/self/status")
	for line := range strings.Lines(text) {
		if v, ok := strings.CutPrefix(line, key+":"); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// statusSize returns a size from there in bytes.
func statusSize(key string) uint64 {
	n, _ := strconv.ParseUint(strings.TrimSuffix(status(key), " kB"), 10, 64)
	return n << 10
}

// readSmall reads a file of /proc or /sys. It does without package os, which
// registers files with the Go runtime's poller: where a limit on memory was met,
// the runtime may get none for that, and ends the process.
func readSmall(name string) (text string, ok bool) {
	fd, err := unix.Open(name, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return "", false
	}
	defer unix.Close(fd)
	var buf [4096]byte
	for n := 0; ; {
		m, err := unix.Read(fd, buf[n:])
		if err == unix.EINTR {
			continue
		}
		if err != nil || m <= 0 {
			return string(buf[:n]), err == nil
		}
		n += m
	}
}

// sysctl reads a limit of the whole system.
func sysctl(name string) limit {
	text, ok := readSmall("/proc/sys/" + name)
	if !ok {
		return limit{}
	}
	return limit{name: filepath.Base(name), max: strings.TrimSpace(text)}
}

// mapCount compares max_map_count with the mappings there are; a guard may
// need two more.
func mapCount() limit {
	l := sysctl("vm/max_map_count")
	fd, err := unix.Open("/proc/self/maps", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil || l.max == "" {
		return l
	}
	defer unix.Close(fd)
	// Read in pieces: at the limit, Go's heap may not be able to grow either.
	var buf [4096]byte
	count := 0
	for {
		n, err := unix.Read(fd, buf[:])
		if err == unix.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return l.used(uint64(count), 2)
		}
		count += bytes.Count(buf[:n], []byte("\n"))
	}
}

// pidsMax looks for the lowest pids.max of the cgroups that this process is
// in, version 2 or 1.
func pidsMax() limit {
	groups, _ := readSmall("/proc/self/cgroup")
	for line := range strings.Lines(groups) {
		f := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(f) != 3 {
			continue
		}
		root := "/sys/fs/cgroup"
		if f[1] != "" {
			if !strings.Contains(","+f[1]+",", ",pids,") {
				continue
			}
			root += "/pids"
		}
		for dir := filepath.Clean("/" + f[2]); ; dir = filepath.Dir(dir) {
			limitOf, ok := readSmall(filepath.Join(root, dir, "pids.max"))
			if max := strings.TrimSpace(limitOf); ok && max != "max" {
				l := limit{name: fmt.Sprintf("pids.max of cgroup %s", dir), max: max}
				if current, ok := readSmall(filepath.Join(root, dir, "pids.current")); ok {
					n, _ := strconv.ParseUint(strings.TrimSpace(current), 10, 64)
					if l = l.used(n, 1); l.met {
						return l
					}
				}
			}
			if dir == "/" {
				break
			}
		}
	}
	return limit{}
}
