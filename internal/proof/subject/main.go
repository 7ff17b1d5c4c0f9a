// Command subject links all of the module's assembly into a small executable,
// for package mutation to check. Running it does no more than spawn a thread.
package main

import (
	"fmt"
	"os"

	"rawthread/kthread"
)

func main() {
	t, err := kthread.Spawn(kthread.Config{}, func() {})
	if err == nil {
		err = t.Join()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "subject:", err)
		os.Exit(1)
	}
}
