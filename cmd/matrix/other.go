//go:build !unix

// Matrix runs the project's tests on every Linux architecture, from a Unix.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "matrix: it starts Linux emulators, and runs on Unix systems only")
	os.Exit(1)
}
