//go:build !unix

// Torture compares the verdicts of package rawsafe with what happens, on Unix.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "torture: it runs Linux programs, and itself on Unix systems only")
	os.Exit(1)
}
