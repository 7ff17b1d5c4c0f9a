package guest

import "bytes"

// A Stillborn looks at how a program's output begins, for a program that the Go
// runtime ended before any code of the program's own ran. Its check of the machine
// failed on emulated MIPS64 and LoongArch boards on busy hosts, once each, in
// thousands of starts: on the former it found that two numbers which are not
// numbers were equal. That tells of the emulator, or of the kernel there, and
// nothing of the program.
type Stillborn struct{ head []byte }

// A text of the runtime's, in proc's and panic's code.
var beforeHeap = []byte("runtime: panic before malloc heap initialized")

// Write takes what the program writes.
func (s *Stillborn) Write(b []byte) (int, error) {
	const enough = 256 // bytes; the text is in the second line
	s.head = append(s.head, b[:min(len(b), enough-len(s.head))]...)
	return len(b), nil
}

// Was tells what the program died of, as the runtime said it, and whether it was
// stillborn.
func (s *Stillborn) Was() (Status, bool) {
	first, _, _ := bytes.Cut(s.head, []byte("\n"))
	return Status("error:" + string(first)), bytes.Contains(s.head, beforeHeap)
}
