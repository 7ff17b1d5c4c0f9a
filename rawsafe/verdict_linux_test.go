package rawsafe_test

import (
	"errors"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	. "rawthread/rawsafe"
)

// optimised reports whether this program was built with optimisation: whether a
// small function is inlined.
func optimised() bool {
	f := runtime.FuncForPC(here())
	return f.Entry() != reflect.ValueOf(here).Pointer()
}

func here() uintptr {
	pc, _, _, _ := runtime.Caller(0)
	return pc
}

func TestSafeBodies(t *testing.T) {
	for _, b := range safeBodies {
		t.Run(b.name, func(t *testing.T) {
			if b.optimised && !optimised() {
				t.Skip("without optimisation it makes indirect calls of its closures")
			}
			err := Check(b.body)
			var v *Violation
			if instrumentedBuild && errors.As(err, &v) {
				return // what touches no memory is not instrumented
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestUnsafeBodies(t *testing.T) {
	for _, b := range unsafeBodies {
		t.Run(b.name, func(t *testing.T) {
			err := Check(b.body)
			var v *Violation
			if !errors.As(err, &v) {
				t.Fatalf("allowed, or no violation: %v", err)
			}
			if instrumentedBuild && v.Reason == Instrumented {
				return
			}
			if b.reasons != nil && !slices.Contains(b.reasons, v.Reason) {
				t.Errorf("the reason is that it %v, of kind %d: %v", v.Reason, v.Reason, err)
			}
			if len(v.Path) == 0 || v.At.Line == 0 || !strings.HasSuffix(v.At.File, "_linux_test.go") {
				t.Errorf("no path, or no place: %+v", v)
			}
		})
	}
}
