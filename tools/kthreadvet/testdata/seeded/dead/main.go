// Command dead has a body in a function that it doesn't call.
package main

import "rawthread/kthread"

var words []string

func main() { kthread.Go(run) }

func run() { println(len(words)) } // want "body main.run"

func unused() {
	kthread.Go(func() {
		words = append(words, "x") // want "body main.unused.func1"
	})
}
