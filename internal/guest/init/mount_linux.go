package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// mountAll mounts the file systems that programs expect.
func mountAll() {
	for _, m := range []struct{ kind, dir, data string }{
		{"proc", "/proc", ""},
		{"sysfs", "/sys", ""},
		{"devtmpfs", "/dev", ""},
		{"tmpfs", "/tmp", "mode=1777"},
		{"cgroup2", "/sys/fs/cgroup", ""},
	} {
		os.MkdirAll(m.dir, 0o755)
		if err := unix.Mount(m.kind, m.dir, m.kind, 0, m.data); err != nil {
			fmt.Printf("init: mounting %s on %s: %v\n", m.kind, m.dir, err)
		}
	}
	if err := os.WriteFile("/sys/fs/cgroup/cgroup.subtree_control", []byte("+pids"), 0); err != nil {
		fmt.Println("init: no pids controller:", err)
	}
	// From here on only what the kernel dies of may come between the lines.
	os.WriteFile("/proc/sys/kernel/printk", []byte("1"), 0)
}

// plainConsole has the console take lines as they are, without carriage returns.
func plainConsole() {
	t, err := unix.IoctlGetTermios(1, unix.TCGETS)
	if err != nil {
		return
	}
	t.Oflag &^= unix.OPOST
	unix.IoctlSetTermios(1, unix.TCSETS, t)
}
