package gothread_test

import (
	"fmt"
	"os"

	"rawthread/gothread"
	"rawthread/kthread"
)

// A thread of its own, with a name that ps shows, runs any Go.
func ExampleSpawn() {
	words := make(chan string)
	t, err := gothread.Spawn(kthread.Config{Name: "greeter"}, func() {
		for w := range words {
			fmt.Println("hello,", w)
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	words <- "world"
	words <- "gophers"
	close(words)
	if err := t.Join(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// hello, world
	// hello, gophers
}

func ExampleBackend() {
	if b := gothread.Backend(); !b.Raw {
		fmt.Fprintln(os.Stderr, "goroutines do the work:", b.Why)
	}
	// Output:
}
