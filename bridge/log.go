package bridge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rawthread/internal/word"
	"rawthread/kthread"
)

// LogConfig says how a log is made. The zero value is ready to use.
type LogConfig struct {
	// Handler gets the records, on one goroutine at a time. nil: that of
	// slog.Default, when the log is made.
	Handler slog.Handler
	// Level is the least level that is logged. The zero value is Info.
	Level slog.Level
	// Records is how many messages there is room for until the handler has
	// them. 0: 1,024, of 1.3 KB each.
	Records int
}

// A Log takes messages of raw threads, and of goroutines, to package slog. A
// message is a constant-size record in a queue; a goroutine makes the
// slog.Record of it. Its time is that of the call; the attributes tid and thread,
// the kernel's id and name of the calling thread, are added.
//
// No call waits or allocates. If there is no room, the message is dropped and
// counted, and the handler gets a record of level Warn, "log records dropped",
// with the number, as soon as there is room again. A message has at most
// [MaxAttrs] attributes. Strings that are constants of the program are kept by
// address, others are copied, up to [MaxMessage] and [MaxText] bytes. What had no
// room is counted in the attributes cut_attrs and cut_bytes.
type Log struct {
	queue   *Queue[record]
	handler slog.Handler
	level   slog.Level

	dropped  word.Uint64 // messages, ever
	mu       sync.Mutex  // of the consuming end, and below
	told     uint64      // of dropped
	failures []error     // of the handler, the first few
	ended    chan struct{}
}

// NewLog makes a log, and starts the goroutine that feeds the handler. It must be
// closed: the goroutine keeps it. Goroutines only.
func NewLog(cfg LogConfig) (*Log, error) {
	if cfg.Records == 0 {
		cfg.Records = 1024
	}
	if cfg.Handler == nil {
		cfg.Handler = slog.Default().Handler()
	}
	q, err := New[record](Config{Capacity: cfg.Records, Kind: MPMC})
	if err != nil {
		return nil, fmt.Errorf("bridge: LogConfig.Records is %d: %w", cfg.Records, err)
	}
	if err := q.stiles[items].prepare(); err != nil {
		return nil, err
	}
	l := &Log{queue: q, handler: cfg.Handler, level: cfg.Level, ended: make(chan struct{})}
	go l.feed()
	return l, nil
}

// Debug logs a message of level Debug. Like Info, Warn, Error and Log: goroutines
// and raw threads.
func (l *Log) Debug(message string, attrs ...Attr) { l.Log(slog.LevelDebug, message, attrs...) }

// Info logs a message of level Info.
func (l *Log) Info(message string, attrs ...Attr) { l.Log(slog.LevelInfo, message, attrs...) }

// Warn logs a message of level Warn.
func (l *Log) Warn(message string, attrs ...Attr) { l.Log(slog.LevelWarn, message, attrs...) }

// Error logs a message of level Error.
func (l *Log) Error(message string, attrs ...Attr) { l.Log(slog.LevelError, message, attrs...) }

// Log logs a message. Goroutines and raw threads.
func (l *Log) Log(level slog.Level, message string, attrs ...Attr) {
	if level < l.level {
		return
	}
	at, n := l.queue.reserve(1)
	if n == 0 {
		l.dropped.Add(1)
		return
	}
	r := l.queue.slot(at)
	r.time, r.level, r.tid = Realtime.Now(), int32(level), int32(kthread.CurrentID())
	kthread.OwnName(&r.thread)
	r.fill(message, attrs)
	l.queue.commit(at, 1)
}

// Dropped returns how many messages were dropped so far, those after Close
// included. Goroutines and raw threads.
func (l *Log) Dropped() int { return int(l.dropped.Load()) }

// Flush waits until the handler has had everything that was logged before the
// call, reports of drops included, or ctx is done; then it returns ctx's error.
// Goroutines only.
func (l *Log) Flush(ctx context.Context) error {
	// A record that is just being written holds up those behind it.
	for end := l.queue.any.tail.Load() >> 1; ; {
		l.drain()
		if l.queue.any.head.Load() >= end {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Microsecond):
		}
	}
}

// Close ends the log, when the handler has had everything, and returns the first
// errors of the handler. Messages logged later are dropped. Goroutines only.
func (l *Log) Close() error {
	l.queue.Close()
	<-l.ended
	l.queue.Free()
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.failures...)
}

// feed feeds the handler until the log is closed.
func (l *Log) feed() {
	defer close(l.ended)
	for !l.queue.drained() {
		l.queue.awaitContext(items, context.Background())
		l.drain()
	}
	l.drain() // drops
}

// drain feeds the handler with what there is. One goroutine at a time does.
func (l *Log) drain() {
	l.mu.Lock()
	defer l.mu.Unlock()
	var r record
	for {
		at, n := l.queue.claim(1)
		if n == 0 {
			break
		}
		r = *l.queue.slot(at)
		l.queue.release(at, 1)
		l.handle(r.slog())
	}
	if d := l.dropped.Load(); d != l.told {
		report := slog.NewRecord(time.Now(), slog.LevelWarn, "log records dropped", 0)
		report.AddAttrs(slog.Int("count", int(d-l.told)))
		l.told = d
		l.handle(report)
	}
}

func (l *Log) handle(r slog.Record) {
	ctx := context.Background()
	if !l.handler.Enabled(ctx, r.Level) {
		return
	}
	if err := l.handler.Handle(ctx, r); err != nil && len(l.failures) < 8 {
		l.failures = append(l.failures, err)
	}
}
