package rawsafe_test

import (
	"fmt"
	stdlog "log"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	. "rawthread/rawsafe"
)

// TestHints: what is refused comes with what to use instead, and that by its
// name in this module where there is one.
func TestHints(t *testing.T) {
	if instrumentedBuild {
		t.Skip("every body is refused for its instrumentation, before anything else")
	}
	for what, c := range map[string]struct {
		body func()
		want string
	}{
		"fmt":      {func() { fmt.Println("x") }, "bridge.Log"},
		"log":      {func() { stdlog.Print("x") }, "bridge.Log"},
		"slog":     {func() { slog.Info("x") }, "bridge.Log"},
		"os":       {func() { os.Open("/") }, "bridge.Func"},
		"time":     {func() { number = int(time.Now().UnixNano()) }, "bridge.Clock"},
		"sleep":    {func() { time.Sleep(time.Second) }, "bridge.Clock"},
		"make":     {func() { sink = make([]byte, number) }, "bridge.Queue"},
		"channel":  {func() { signal <- 1 }, "bridge.Queue"},
		"mutex":    {func() { mutex.Lock() }, "package futex"},
		"go":       {func() { go leaf(1) }, "bridge.Func"},
		"indirect": {func() { operation(1) }, "Config.Calls"},
	} {
		err := Check(c.body)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want a hint at %s", what, err, c.want)
		}
	}
}
