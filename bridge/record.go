package bridge

import (
	"bytes"
	"log/slog"
	"math"
	"time"
	"unsafe"
)

const (
	// MaxAttrs is how many attributes a message can have.
	MaxAttrs = 8
	// MaxMessage is how many bytes of a message are kept, and MaxText how
	// many of an attribute's key and string together, if they have to be
	// copied: strings that are constants of the program don't, and are kept
	// whole.
	MaxMessage = 160
	MaxText    = 80
)

// An Attr is a key and a value of a message: [Int], [String] and so on make it.
// It holds no pointers.
type Attr struct {
	num    uint64
	key    text
	value  text
	kind   attrKind
	kept   kept
	copied [MaxText]byte
}

// A text is a string: a constant's address, or, if that is 0, a place in the
// bytes copied beside it.
type text struct {
	addr  uintptr
	at, n uint32
}

// kept says how much was copied, and how much had no room.
type kept struct{ used, cut uint32 }

// put keeps a string, or as much of it as there is room for in copied.
func (k *kept) put(s string, copied []byte) text {
	if constant(s) {
		return text{addr: uintptr(unsafe.Pointer(unsafe.StringData(s))), n: uint32(len(s))}
	}
	n := uint32(copy(copied[k.used:], s))
	t := text{at: k.used, n: n}
	k.used += n
	k.cut += uint32(len(s)) - n
	return t
}

// in returns the string. Goroutines only.
func (t text) in(copied []byte) string {
	if t.addr != 0 {
		return unsafe.String((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&t.addr))), t.n)
	}
	return string(copied[t.at : t.at+t.n])
}

type attrKind uint32

const (
	attrInt attrKind = iota
	attrUint
	attrFloat
	attrBool
	attrDuration
	attrString
)

func attr(key string, kind attrKind, num uint64) (a Attr) {
	a.kind, a.num = kind, num
	a.key = a.kept.put(key, a.copied[:])
	return a
}

// Int is an attribute with an int. Like all of these: goroutines and raw threads.
func Int(key string, v int) Attr { return attr(key, attrInt, uint64(v)) }

// Int64 is an attribute with an int64.
func Int64(key string, v int64) Attr { return attr(key, attrInt, uint64(v)) }

// Uint64 is an attribute with a uint64.
func Uint64(key string, v uint64) Attr { return attr(key, attrUint, v) }

// Float64 is an attribute with a float64.
func Float64(key string, v float64) Attr { return attr(key, attrFloat, math.Float64bits(v)) }

// Bool is an attribute with a bool.
func Bool(key string, v bool) Attr {
	num := uint64(0)
	if v {
		num = 1
	}
	return attr(key, attrBool, num)
}

// Duration is an attribute with a time.Duration.
func Duration(key string, v time.Duration) Attr { return attr(key, attrDuration, uint64(v)) }

// String is an attribute with a string.
func String(key, v string) Attr {
	a := attr(key, attrString, 0)
	a.value = a.kept.put(v, a.copied[:])
	return a
}

// A record is a message as it goes through the log's queue.
type record struct {
	time    int64
	level   int32
	tid     int32
	thread  [16]byte
	message text
	kept    kept
	copied  [MaxMessage]byte
	count   uint32 // of attrs
	more    uint32 // had no room
	attrs   [MaxAttrs]Attr
}

// fill writes a message into r, which may have another's.
func (r *record) fill(message string, attrs []Attr) {
	r.kept = kept{}
	r.message = r.kept.put(message, r.copied[:])
	n := copy(r.attrs[:], attrs)
	r.count, r.more = uint32(n), uint32(len(attrs)-n)
}

// slog returns the record as package slog has it. Goroutines only.
func (r *record) slog() slog.Record {
	out := slog.NewRecord(time.Unix(0, r.time), slog.Level(r.level), r.message.in(r.copied[:]), 0)
	cut := r.kept.cut
	for i := range r.attrs[:r.count] {
		a := &r.attrs[i]
		out.AddAttrs(a.slog())
		cut += a.kept.cut
	}
	name, _, _ := bytes.Cut(r.thread[:], []byte{0})
	out.AddAttrs(slog.Int("tid", int(r.tid)), slog.String("thread", string(name)))
	if cut > 0 {
		out.AddAttrs(slog.Int("cut_bytes", int(cut)))
	}
	if r.more > 0 {
		out.AddAttrs(slog.Int("cut_attrs", int(r.more)))
	}
	return out
}

func (a *Attr) slog() slog.Attr {
	key := a.key.in(a.copied[:])
	switch a.kind {
	case attrUint:
		return slog.Uint64(key, a.num)
	case attrFloat:
		return slog.Float64(key, math.Float64frombits(a.num))
	case attrBool:
		return slog.Bool(key, a.num != 0)
	case attrDuration:
		return slog.Duration(key, time.Duration(a.num))
	case attrString:
		return slog.String(key, a.value.in(a.copied[:]))
	}
	return slog.Int64(key, int64(a.num))
}
