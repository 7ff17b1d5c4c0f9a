package rawsafe_test

import (
	"errors"
	"testing"

	. "rawthread/rawsafe"
)

//go:noinline
func deepFrame() byte {
	var room [10000]byte
	return fillIn(&room)
}

//go:noinline
func fillIn(room *[10000]byte) byte {
	for i := range room {
		room[i] = byte(i)
	}
	return room[len(room)/3]
}

//go:noinline
func again(n int) int {
	if n == 0 {
		return 0
	}
	return again(n-1) + n
}

func TestStackDepth(t *testing.T) {
	if instrumentedBuild {
		t.Skip("every body is refused for its instrumentation, before anything else")
	}
	var b byte
	var n int
	shallow, err := StackDepth(func() {})
	if err != nil || shallow > 1000 {
		t.Errorf("an empty body: %d, %v", shallow, err)
	}
	if d, err := StackDepth(func() { b = deepFrame() }); err != nil || d < 10000 || d > 12000 {
		t.Errorf("10000 bytes: %d, %v", d, err)
	}
	if _, err := StackDepth(func() { n = again(5) }); !errors.Is(err, ErrUnbounded) {
		t.Errorf("recursion: %v", err)
	}
	call := func(f func() byte) byte { return f() }
	indirect := func() { b = call(deepFrame) }
	if d, err := StackDepth(indirect, deepFrame); err != nil || d < 10000 {
		t.Errorf("an indirect call: %d, %v", d, err)
	}
	if _, err := StackDepth(func() { go deepFrame() }); err == nil || errors.Is(err, ErrUnbounded) {
		t.Errorf("what is refused: %v", err)
	}
	if _, err := StackDepth(1); err == nil {
		t.Error("no function, no error")
	}
	t.Log(shallow, b, n)
}
