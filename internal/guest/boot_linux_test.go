package guest

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestBootEnds has a program of the test's own stand for QEMU, and looks at what
// Boot makes of its end.
func TestBootEnds(t *testing.T) {
	if what := os.Getenv("GUEST_QEMU"); what != "" {
		os.Stdout.WriteString(what)
		if what == "hang" {
			time.Sleep(time.Minute)
		}
		os.Exit(1)
	}
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("RAWTHREAD_EMULATOR") != "" {
		t.Skip("the emulator does not start programs of other architectures by itself")
	}
	for what, want := range map[string]error{
		"@guest off\n": nil,
		"[    1.0] Kernel panic - not syncing: x\n": ErrPanic,
		"nothing\n": ErrDied,
		"hang":      context.DeadlineExceeded,
	} {
		t.Setenv("GUEST_QEMU", what)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		if what == "hang" {
			ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		}
		m := Machine{Emulator: []string{self, "-test.run=^TestBootEnds$", "--"}}
		if err := m.Boot(ctx, Plan{}, io.Discard, func(Event) {}, func(string) {}); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", what, err, want)
		}
		cancel()
	}
}
