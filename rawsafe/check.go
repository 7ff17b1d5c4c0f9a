package rawsafe

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
)

// Check returns nil if body, a func value, may run on a raw thread: if the Go
// runtime does not come into all that it calls. Otherwise it returns a
// [*Violation] with the path to what does, or another error if it was not given
// a function, or the program can't be read.
//
// An indirect call, through a func value or an interface, is refused, unless
// also has func values: then they are taken to be all that indirect calls can
// reach, and are checked too.
//
// The first check of a function takes microseconds, and is remembered. Any
// number of goroutines may call Check at once.
func Check(body any, also ...any) error {
	v, err := verdictOf(body, also)
	if err != nil {
		return err
	}
	return v.err()
}

// verdictOf is the verdict on a body, remembered or new.
func verdictOf(body any, also []any) (*verdict, error) {
	entry, err := entryOfAny(body)
	if err != nil {
		return nil, fmt.Errorf("rawsafe: the body %w", err)
	}
	if len(also) == 0 {
		return verdictAt(entry)
	}
	entries := []uint64{uint64(entry)}
	key := strconv.FormatUint(uint64(entry), 36)
	for i, f := range also {
		e, err := entryOfAny(f)
		if err != nil {
			return nil, fmt.Errorf("rawsafe: number %d of the functions that the body can call %w", i+1, err)
		}
		entries = append(entries, uint64(e))
		key += " " + strconv.FormatUint(uint64(e), 36)
	}
	if v, ok := verdicts.named.Load(key); ok {
		return v.(*verdict), nil
	}
	p, err := self()
	if err != nil {
		return nil, err
	}
	violation, w := check(p, entries, true, nil)
	v := &verdict{violation: violation}
	if violation == nil {
		v.depth = w.depths(entries, nil)[entries[0]]
	}
	verdicts.named.Store(key, v)
	return v, nil
}

// CheckEntry is [Check] for the function whose code begins at entry: what
// reflect.Value.Pointer returns of a func value.
func CheckEntry(entry uintptr) error {
	v, err := verdictAt(entry)
	if err != nil {
		return err
	}
	return v.err()
}

func verdictAt(entry uintptr) (*verdict, error) {
	if known := verdicts.plain.Load(); known != nil {
		if v, ok := (*known)[entry]; ok {
			return v, nil
		}
	}
	p, err := self()
	if err != nil {
		return nil, err
	}
	return verdicts.learn(p, entry), nil
}

// A verdict is what came of a check.
type verdict struct {
	violation *Violation
	depth     depth // if there is no violation
}

func (v *verdict) err() error {
	if v.violation == nil {
		return nil
	}
	return v.violation
}

// verdicts are what is known of the running program's functions, by the address
// of their code. Looking up takes no lock: plain is never changed, but replaced.
var verdicts memory

type memory struct {
	plain atomic.Pointer[map[uintptr]*verdict]
	named sync.Map // by a list of addresses: *verdict
	mu    sync.Mutex
}

// learn checks the function at entry, and remembers it. With a function that is
// safe, so are all that it reaches.
func (m *memory) learn(p program, entry uintptr) *verdict {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := map[uintptr]*verdict{}
	if known := m.plain.Load(); known != nil {
		old = *known
	}
	if v, ok := old[entry]; ok {
		return v
	}
	safe := func(e uint64) (depth, bool) {
		v := old[uintptr(e)]
		if v == nil || v.violation != nil {
			return depth{}, false
		}
		return v.depth, true
	}
	entries := []uint64{uint64(entry)}
	violation, w := check(p, entries, false, func(e uint64) bool { _, ok := safe(e); return ok })
	all := maps.Clone(old)
	all[entry] = &verdict{violation: violation}
	if violation == nil {
		for e, d := range w.depths(entries, safe) {
			all[uintptr(e)] = &verdict{depth: d}
		}
	}
	m.plain.Store(&all)
	return all[entry]
}

// entryOfAny returns the address of the code of a func value.
func entryOfAny(f any) (uintptr, error) {
	v := reflect.ValueOf(f)
	if v.Kind() != reflect.Func {
		return 0, fmt.Errorf("is a %T, not a function", f)
	}
	if v.IsNil() {
		return 0, errors.New("is a nil function")
	}
	return v.Pointer(), nil
}

// entryOf is entryOfAny for what is one.
func entryOf(f func()) uintptr { return reflect.ValueOf(f).Pointer() }
