// Init is the first program of a guest: the kernel starts it, it runs what the
// plan says, and turns the power off. Package guest has the other side.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"rawthread/internal/guest"
)

func main() {
	mountAll()
	loopback()
	usersAndHosts()
	plainConsole()
	fmt.Println()
	fmt.Println(guest.Event{Kind: "up", Release: release(), Page: os.Getpagesize()})
	if err := carryOut(); err != nil {
		fmt.Println("init:", err)
	}
	fmt.Println(guest.Event{Kind: "off"})
	powerOff()
}

// carryOut runs what the plan says.
func carryOut() error {
	b, err := os.ReadFile(guest.PlanFile)
	if err != nil {
		return err
	}
	var plan guest.Plan
	if err := json.Unmarshal(b, &plan); err != nil {
		return fmt.Errorf("%s: %w", guest.PlanFile, err)
	}
	// Tests make files for other users to read.
	env := append([]string{"PATH=/bin", "HOME=/tmp", "TMPDIR=/tmp"}, plan.Env...)
	for i, r := range plan.Runs {
		fmt.Println()
		fmt.Println(guest.Event{Kind: "begin", Run: i})
		start := time.Now()
		var begin guest.Stillborn
		status := run(r, env, &begin)
		if why, was := begin.Was(); was && status != guest.OK {
			fmt.Println()
			fmt.Println(guest.Event{Kind: "again", Run: i, Status: why})
			status = run(r, env, new(guest.Stillborn))
		}
		fmt.Println()
		fmt.Println(guest.Event{Kind: "end", Run: i, Status: status, Elapsed: time.Since(start)})
	}
	return nil
}

func release() string {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return "unknown"
	}
	return unix.ByteSliceToString(u.Release[:])
}

// powerOff ends the guest. Machines that can't power off halt or go on; those
// are reset, which ends QEMU too, as it is told not to start them again.
func powerOff() {
	unix.Sync()
	time.Sleep(100 * time.Millisecond) // until the serial line has sent all
	if !resets {
		unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF)
	}
	unix.Reboot(unix.LINUX_REBOOT_CMD_RESTART)
	select {}
}
