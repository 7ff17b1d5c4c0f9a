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
	entry, err := entryOfAny(body)
	if err != nil {
		return fmt.Errorf("rawsafe: the body %w", err)
	}
	if len(also) == 0 {
		return CheckEntry(entry)
	}
	entries := []uint64{uint64(entry)}
	key := strconv.FormatUint(uint64(entry), 36)
	for i, f := range also {
		e, err := entryOfAny(f)
		if err != nil {
			return fmt.Errorf("rawsafe: number %d of the functions that the body can call %w", i+1, err)
		}
		entries = append(entries, uint64(e))
		key += " " + strconv.FormatUint(uint64(e), 36)
	}
	if v, ok := verdicts.named.Load(key); ok {
		return v.(*verdict).err()
	}
	p, err := self()
	if err != nil {
		return err
	}
	violation, _ := check(p, entries, true, nil)
	v := &verdict{violation}
	verdicts.named.Store(key, v)
	return v.err()
}

// CheckEntry is [Check] for the function whose code begins at entry: what
// reflect.Value.Pointer returns of a func value.
func CheckEntry(entry uintptr) error {
	known := verdicts.plain.Load()
	if known != nil {
		if v, ok := (*known)[entry]; ok {
			return v.err()
		}
	}
	p, err := self()
	if err != nil {
		return err
	}
	return verdicts.learn(p, entry)
}

// A verdict is what came of a check.
type verdict struct{ violation *Violation }

func (v *verdict) err() error {
	if v.violation == nil {
		return nil
	}
	return v.violation
}

var safe = &verdict{}

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
func (m *memory) learn(p program, entry uintptr) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := map[uintptr]*verdict{}
	if known := m.plain.Load(); known != nil {
		old = *known
	}
	if v, ok := old[entry]; ok {
		return v.err()
	}
	violation, w := check(p, []uint64{uint64(entry)}, false, func(e uint64) bool { return old[uintptr(e)] == safe })
	all := maps.Clone(old)
	all[entry] = &verdict{violation}
	if violation == nil {
		all[entry] = safe
		for e := range w.came {
			all[uintptr(e)] = safe
		}
	}
	m.plain.Store(&all)
	return all[entry].err()
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
