//go:build unix

package main

import _ "embed"

// head is the part of generated programs that is the same in all: what their
// bodies work on, and the main function.
//
//go:embed head.go.txt
var head string
