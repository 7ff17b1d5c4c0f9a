package bench

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestDo(t *testing.T) {
	var said []string
	ran := 0
	step := func(name string, err error) Step {
		return Step{name, time.Second, func(r *Run) error {
			ran++
			r.Tables = append(r.Tables, Table{Case: name})
			return err
		}}
	}
	stop := errors.New("stop")
	run := new(Run)
	err := Do([]Step{step("a", nil), step("b", stop), step("c", nil)}, run, func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) })
	if err != stop || ran != 2 || len(run.Tables) != 2 {
		t.Errorf("%v after %d steps", err, ran)
	}
	if len(said) != 2 || said[0] != "1 of 3, about 3s left: a" || !strings.HasSuffix(said[1], "b") {
		t.Errorf("said %q", said)
	}
}

func TestRatios(t *testing.T) {
	one, two := knownRun(t), knownRun(t)
	two.Machine.Arch = "s390x"
	two.Tables = append(two.Tables, Table{Case: "Other", Ours: "two", Results: []Result{{Peer: "two"}}})
	var out strings.Builder
	Ratios(&out, []*Run{one, two})
	var lines [][]string
	for line := range strings.Lines(out.String()) {
		lines = append(lines, strings.Fields(line))
	}
	if got, want := fmt.Sprint(lines), "[[to the floor amd64 s390x] [Known 2.00 2.00] [Other -]]"; got != want {
		t.Errorf("%s instead of %s", got, want)
	}
}
