package gothread_test

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"rawthread/gothread"
	"rawthread/kthread"
)

// TestCredentials has what would wait for the threads of all Ms say that it can't
// be had, after the first use and not before.
func TestCredentials(t *testing.T) {
	needRaw(t)
	ends(t, "credentials", 0, "refused")
	ends(t, "setegid", 2, "fatal error: cgocall unavailable", "syscall.Setegid")
}

func init() {
	scenarios["credentials"] = func() {
		calls := map[string]func() error{
			"Setuid":    func() error { return unix.Setuid(unix.Getuid()) },
			"Setgid":    func() error { return unix.Setgid(unix.Getgid()) },
			"Setresuid": func() error { return unix.Setresuid(-1, -1, -1) },
			"Setreuid":  func() error { return unix.Setreuid(-1, -1) },
			"Seteuid":   func() error { return syscall.Seteuid(-1) },
			"AllThreadsSyscall": func() error {
				if _, _, err := syscall.AllThreadsSyscall(syscall.SYS_GETPID, 0, 0, 0); err != 0 {
					return err
				}
				return nil
			},
		}
		for name, call := range calls {
			if err := call(); err != nil {
				fmt.Println(name, "before the first use:", err)
				os.Exit(1)
			}
		}
		run(kthread.Config{}, func() {})
		for name, call := range calls {
			if err := call(); !errors.Is(err, errors.ErrUnsupported) || !errors.Is(err, syscall.ENOTSUP) {
				fmt.Println(name, "after:", err)
				os.Exit(1)
			}
		}
		fmt.Println("refused")
	}
	scenarios["setegid"] = func() {
		fmt.Println(gothread.Backend())
		fmt.Println(syscall.Setegid(syscall.Getegid()))
	}
}
