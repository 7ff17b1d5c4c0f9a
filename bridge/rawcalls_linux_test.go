package bridge_test

import (
	"context"
	"log/slog"
	"testing"

	"rawthread/bridge"
	"rawthread/rawsafe"
)

type point struct {
	x, y int32
	tag  [3]byte
	w    float64
}

type large struct{ words [30]uint64 }

// queueCalls are bodies that make every call that raw threads may make.
func queueCalls[T any](t *testing.T) map[string]func() {
	q, err := bridge.New[T](bridge.Config{Capacity: 8})
	if err != nil {
		t.Fatal(err)
	}
	var v T
	buf := make([]T, 4)
	return map[string]func(){
		"TryPush":        func() { q.TryPush(v) },
		"TryPop":         func() { v, _ = q.TryPop() },
		"TryPushBatch":   func() { q.TryPushBatch(buf) },
		"TryPopBatch":    func() { q.TryPopBatch(buf) },
		"Push":           func() { q.Push(v) },
		"PushUntil":      func() { q.PushUntil(v, bridge.After(1)) },
		"Pop":            func() { v, _ = q.Pop() },
		"PopUntil":       func() { v, _ = q.PopUntil(bridge.After(1)) },
		"PushBatch":      func() { q.PushBatch(buf) },
		"PushBatchUntil": func() { q.PushBatchUntil(buf, 0) },
		"PopBatch":       func() { q.PopBatch(buf) },
		"PopBatchUntil":  func() { q.PopBatchUntil(buf, 0) },
		"Cap, Len":       func() { q.Cap(); q.Len() },
		"Close":          func() { q.Close() },
	}
}

func wantSafe(t *testing.T, what string, bodies map[string]func()) {
	t.Helper()
	for name, body := range bodies {
		if err := rawsafe.Check(body); err != nil {
			t.Errorf("%s: %s: %v", what, name, err)
		}
	}
}

var s0 string

// TestRawUnsafe: what is for goroutines is refused.
func TestRawUnsafe(t *testing.T) {
	q, err := bridge.New[uint64](bridge.Config{Capacity: 8})
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t, bridge.ServerConfig{})
	l, err := bridge.NewLog(bridge.LogConfig{Handler: slog.DiscardHandler})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx := t.Context()
	for name, body := range map[string]func(){
		"New":              func() { bridge.New[int](bridge.Config{}) },
		"PushContext":      func() { q.PushContext(ctx, 1) },
		"PopContext":       func() { q.PopContext(ctx) },
		"PushBatchContext": func() { q.PushBatchContext(ctx, nil) },
		"PopBatchContext":  func() { q.PopBatchContext(ctx, nil) },
		"Free":             func() { q.Free() },
		"NewServer":        func() { bridge.NewServer(bridge.ServerConfig{}) },
		"Server.Close":     func() { s.Close() },
		"Register":         func() { bridge.Register(s, func(context.Context, int) int { return 0 }) },
		"RegisterBytes":    func() { bridge.RegisterBytes(s, nil) },
		"NewLog":           func() { bridge.NewLog(bridge.LogConfig{}) },
		"Flush":            func() { l.Flush(ctx) },
		"Log.Close":        func() { l.Close() },
	} {
		if err := rawsafe.Check(body); err == nil {
			t.Errorf("%s passes", name)
		} else {
			t.Log(name, err)
		}
	}
}

// TestRawSafe: what raw threads may call passes the check of bodies, as code of
// this architecture, whatever the items are.
func TestRawSafe(t *testing.T) {
	wantSafe(t, "byte", queueCalls[byte](t))
	wantSafe(t, "uint64", queueCalls[uint64](t))
	wantSafe(t, "float32", queueCalls[float32](t))
	wantSafe(t, "struct", queueCalls[point](t))
	wantSafe(t, "large struct", queueCalls[large](t))
	wantSafe(t, "struct literal", queueCalls[struct {
		a [4]uint16
		b complex128
	}](t))
	s := newServer(t, bridge.ServerConfig{})
	f, err := bridge.Register(s, func(_ context.Context, p point) large { return large{words: [30]uint64{uint64(p.w)}} })
	if err != nil {
		t.Fatal(err)
	}
	b := bridge.RegisterBytes(s, func(_ context.Context, in, out []byte) int { return 0 })
	buf := make([]byte, 10)
	wantSafe(t, "Server", map[string]func(){
		"Func.Call":           func() { f.Call(point{}) },
		"Func.CallUntil":      func() { f.CallUntil(point{}, 0) },
		"BytesFunc.Call":      func() { b.Call(buf, buf) },
		"BytesFunc.CallUntil": func() { b.CallUntil(buf, buf, 0) },
	})
	l, err := bridge.NewLog(bridge.LogConfig{Handler: slog.DiscardHandler})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	wantSafe(t, "Log", map[string]func(){
		"Debug":   func() { l.Debug("m") },
		"Info":    func() { l.Info("m", bridge.Int("k", len(buf)), bridge.Int64("k", 1), bridge.Uint64("k", 1)) },
		"Warn":    func() { l.Warn("m", bridge.Float64("k", 1), bridge.Bool("k", true), bridge.Duration("k", 1)) },
		"Error":   func() { l.Error("m", bridge.String("k", s0)) },
		"Log":     func() { l.Log(slog.LevelInfo+1, "m") },
		"Dropped": func() { *new(int) = l.Dropped() },
	})
	now := new(int64)
	wantSafe(t, "Clock", map[string]func(){
		"Monotonic": func() { *now = bridge.Monotonic.Now() },
		"Realtime":  func() { *now = bridge.Realtime.Now() },
		"After":     func() { *now = bridge.After(1) },
	})
}
