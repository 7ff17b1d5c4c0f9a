package bridge_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rawthread/bridge"
	"rawthread/kthread"
)

// keeper is a handler that keeps what it gets, and can be held.
type keeper struct {
	mu      sync.Mutex
	records []slog.Record
	held    chan struct{}
	err     error
}

func (k *keeper) Enabled(context.Context, slog.Level) bool { return true }
func (k *keeper) WithAttrs([]slog.Attr) slog.Handler       { return k }
func (k *keeper) WithGroup(string) slog.Handler            { return k }
func (k *keeper) Handle(_ context.Context, r slog.Record) error {
	if k.held != nil {
		<-k.held
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.records = append(k.records, r)
	return k.err
}

func attrs(r slog.Record) map[string]slog.Value {
	m := map[string]slog.Value{}
	r.Attrs(func(a slog.Attr) bool {
		m[a.Key] = a.Value
		return true
	})
	return m
}

// TestLog: everything that a message can have arrives as it was given.
func TestLog(t *testing.T) {
	takeCensus(t)
	var k keeper
	l, err := bridge.NewLog(bridge.LogConfig{Handler: &k, Level: slog.LevelInfo})
	if err != nil {
		t.Fatal(err)
	}
	dynamic := strings.Repeat("é", 20)
	before := time.Now().Add(-time.Microsecond).Round(0)
	th, err := kthread.Spawn(kthread.Config{Name: "logger", StackSize: 256 << 10}, func() {
		l.Debug("not this")
		l.Warn("all", bridge.Int("int", -1), bridge.Int64("int64", -1<<63), bridge.Uint64("uint64", 1<<63), bridge.Float64("float", 0.5),
			bridge.Bool("bool", true), bridge.Duration("duration", time.Second), bridge.String("string", dynamic), bridge.String(dynamic, "x"))
		l.Error(dynamic)
		l.Log(slog.LevelError+3, "none")
	})
	if err != nil {
		t.Fatal(err)
	}
	tid := th.ID()
	join(t, th)
	if err := l.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.Info("from a goroutine")
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if len(k.records) != 4 {
		t.Fatalf("%d records, want 4: %v", len(k.records), k.records)
	}
	for i, want := range []struct {
		level   slog.Level
		message string
	}{{slog.LevelWarn, "all"}, {slog.LevelError, dynamic}, {slog.LevelError + 3, "none"}, {slog.LevelInfo, "from a goroutine"}} {
		r := k.records[i]
		if r.Level != want.level || r.Message != want.message || r.Time.Before(before) || r.Time.After(time.Now().Add(time.Microsecond)) {
			t.Errorf("record %d: %v %q at %v; want %v", i, r.Level, r.Message, r.Time, want)
		}
	}
	a := attrs(k.records[0])
	for key, want := range map[string]slog.Value{
		"int": slog.Int64Value(-1), "int64": slog.Int64Value(-1 << 63), "uint64": slog.Uint64Value(1 << 63), "float": slog.Float64Value(0.5),
		"bool": slog.BoolValue(true), "duration": slog.DurationValue(time.Second), "string": slog.StringValue(dynamic), dynamic: slog.StringValue("x"),
		"tid": slog.IntValue(tid), "thread": slog.StringValue("logger"),
	} {
		if !a[key].Equal(want) {
			t.Errorf("attribute %q is %v, want %v", key, a[key], want)
		}
	}
	if len(a) != 10 {
		t.Errorf("%d attributes: %v", len(a), a)
	}
	if got := attrs(k.records[3])["tid"].Int64(); got == int64(tid) || got == 0 {
		t.Errorf("the goroutine's tid is %d", got)
	}
}

const longConstant = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" +
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"

// TestLogLimits: constants are kept whole, other strings up to the limits, and
// what is cut off is counted.
func TestLogLimits(t *testing.T) {
	var k keeper
	l, err := bridge.NewLog(bridge.LogConfig{Handler: &k})
	if err != nil {
		t.Fatal(err)
	}
	dynamic := strings.Clone(longConstant)
	join(t, spawn(t, func() {
		l.Info(longConstant, bridge.String("k", longConstant))
		l.Info(dynamic, bridge.String("k", dynamic))
		l.Info("m", bridge.Int("1", 1), bridge.Int("2", 1), bridge.Int("3", 1), bridge.Int("4", 1), bridge.Int("5", 1), bridge.Int("6", 1),
			bridge.Int("7", 1), bridge.Int("8", 1), bridge.Int("9", 1), bridge.Int("10", 1))
	}))
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	whole, cut, more := k.records[0], k.records[1], k.records[2]
	if whole.Message != longConstant || attrs(whole)["k"].String() != longConstant || attrs(whole)["cut_bytes"].Any() != nil {
		t.Errorf("constants were not kept whole: %v", whole)
	}
	n := len(longConstant)
	if cut.Message != longConstant[:bridge.MaxMessage] || attrs(cut)["k"].String() != longConstant[:bridge.MaxText] ||
		attrs(cut)["cut_bytes"].Int64() != int64(2*n-bridge.MaxMessage-bridge.MaxText) {
		t.Errorf("other strings: %v", cut)
	}
	if a := attrs(more); a["cut_attrs"].Int64() != 2 || a["8"].Int64() != 1 || a["9"].Any() != nil {
		t.Errorf("10 attributes: %v", more)
	}
}

// TestLogDrops: what has no room is dropped and counted, and the handler is told
// how much it was.
func TestLogDrops(t *testing.T) {
	takeCensus(t)
	k := keeper{held: make(chan struct{}), err: errors.New("disk full")}
	l, err := bridge.NewLog(bridge.LogConfig{Handler: &k, Records: 8})
	if err != nil {
		t.Fatal(err)
	}
	const sent = 100
	c := crowd{t: t}
	for range 2 {
		c.run(true, func() {
			for range sent / 2 {
				l.Info("m")
			}
		})
	}
	c.join()
	dropped := l.Dropped()
	if dropped < sent-8-2 { // one with the handler, one perhaps between
		t.Errorf("%d of %d dropped; 8 have room", dropped, sent)
	}
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	close(k.held)
	l.Flush(late) // whatever it returns: the handler may be done
	if err := l.Flush(t.Context()); err != nil {
		t.Error(err)
	}
	if err := l.Close(); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("Close returned %v, not the handler's error", err)
	}
	told, messages := 0, 0
	for _, r := range k.records {
		if r.Message == "m" {
			messages++
			continue
		}
		if r.Level != slog.LevelWarn || r.Message != "log records dropped" {
			t.Errorf("a record that nobody logged: %v", r)
		}
		told += int(attrs(r)["count"].Int64())
	}
	if messages+told != sent || told != dropped {
		t.Errorf("%d messages came, %d were told of; want %d together, %d dropped", messages, told, sent, dropped)
	}
	l.Info("after Close")
	if l.Dropped() != dropped+1 {
		t.Errorf("%d dropped after Close, want %d", l.Dropped(), dropped+1)
	}
}

// TestLogMany: many threads log at once; each one's messages come in order, and
// none is lost that was not counted.
func TestLogMany(t *testing.T) {
	takeCensus(t)
	var k keeper
	l, err := bridge.NewLog(bridge.LogConfig{Handler: &k, Records: 64})
	if err != nil {
		t.Fatal(err)
	}
	const threads, each = 4, 300
	var flushes atomic.Int64
	c := crowd{t: t}
	for i := range threads {
		c.run(i != 0, func() {
			for n := range each {
				l.Info("n", bridge.Int("from", i), bridge.Int("n", n))
			}
		})
	}
	c.run(false, func() { //kthread:unsafe
		for range 20 {
			if l.Flush(t.Context()) == nil {
				flushes.Add(1)
			}
		}
	})
	c.join()
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	last := [threads]int64{-1, -1, -1, -1}
	came := 0
	for _, r := range k.records {
		if a := attrs(r); r.Message == "n" {
			from, n := a["from"].Int64(), a["n"].Int64()
			if n <= last[from] {
				t.Errorf("thread %d: %d after %d", from, n, last[from])
			}
			last[from] = n
			came++
		}
	}
	if came+l.Dropped() != threads*each || flushes.Load() != 20 {
		t.Errorf("%d came, %d dropped, of %d; %d flushes of 20", came, l.Dropped(), threads*each, flushes.Load())
	}
}

// TestLogText goes through a handler of package slog.
func TestLogText(t *testing.T) {
	var out bytes.Buffer
	l, err := bridge.NewLog(bridge.LogConfig{Handler: slog.NewTextHandler(&out, nil)})
	if err != nil {
		t.Fatal(err)
	}
	join(t, spawn(t, func() { l.Info("page served", bridge.Uint64("address", 4096)) }))
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if s := out.String(); !strings.Contains(s, `level=INFO msg="page served" address=4096 tid=`) {
		t.Error(s)
	}
	if _, err := bridge.NewLog(bridge.LogConfig{Records: -1}); err == nil || !strings.Contains(err.Error(), "LogConfig.Records is -1") {
		t.Error(err)
	}
}
