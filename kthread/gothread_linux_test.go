package kthread_test

import (
	"os"
	"strings"
	"testing"

	"rawthread/rawsafe"
)

// TestWithoutGothread looks for functions of package gothread in this program,
// which does not import it.
func TestWithoutGothread(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	f, err := rawsafe.OpenFile(exe)
	if err != nil {
		t.Skip("the test binary can't be read as a file: ", err)
	}
	own := 0
	for fn := range f.Functions {
		if strings.HasPrefix(fn.Name, "rawthread/gothread.") {
			t.Errorf("%s is linked in", fn.Name)
		}
		if strings.HasPrefix(fn.Name, "rawthread/kthread.") {
			own++
		}
	}
	if own == 0 {
		t.Error("no functions were found")
	}
}
