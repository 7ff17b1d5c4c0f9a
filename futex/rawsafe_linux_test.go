package futex_test

import (
	"reflect"
	"testing"

	"rawthread/futex"
	"rawthread/rawsafe"
)

// goroutineOnly are the methods that a raw thread can't call, by their
// documentation.
var goroutineOnly = map[string]bool{"Once.Do": true, "Error.Unwrap": true}

// TestRawSafe checks the machine code of every method of every primitive. Methods
// are found by reflection, so that none can be forgotten. Func values that
// reflection makes can not be checked, hence the table of those that can.
func TestRawSafe(t *testing.T) {
	for name, methods := range methodsOf {
		typ := reflect.TypeOf(methods.of)
		for i := range typ.NumMethod() {
			m := typ.Method(i).Name
			f, ok := methods.all[m]
			switch {
			case goroutineOnly[name+"."+m]:
				continue
			case !ok:
				t.Errorf("%s.%s is not checked", name, m)
				continue
			}
			if err := rawsafe.Check(f); err != nil {
				t.Errorf("%s.%s: %v", name, m, err)
			}
		}
	}
	for name, f := range map[string]any{
		"AbandonRobust": futex.AbandonRobust, "Scope.SpinThenPark": futex.Scope.SpinThenPark, "Spin": futex.Spin, "Backoff.Pause": (*futex.Backoff).Pause, "Deadline": futex.Deadline,
	} {
		if err := rawsafe.Check(f); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := rawsafe.Check((*futex.Once).Do); err == nil {
		t.Error("Once.Do calls a func value that nobody knows, and passed")
	}
}
