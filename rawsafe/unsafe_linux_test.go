package rawsafe_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"reflect"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"rawthread/kthread"
	. "rawthread/rawsafe"
)

var (
	table     = map[string]int{}
	byNumber  = map[int]int{}
	signal    = make(chan int)
	done      = make(chan struct{})
	mutex     sync.Mutex
	once      sync.Once
	group     sync.WaitGroup
	pool      sync.Pool
	value     shape     = square{}
	operation           = leaf
	handlers            = [...]func(){func() {}, func() { number++ }}
	reader    io.Reader = strings.NewReader("x")
	integer             = big.NewInt(7)
	failure   error
	sizes     struct{ a, b []byte }
	matrix    [][]int
	sink      any
)

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

//go:noinline
func fresh() *node { return &node{value: number} }

// bury calls what is unsafe three calls deep, of which the last is a tail call.
func bury(n int) *node { return buried(n + 1) }

//go:noinline
func buried(n int) *node {
	if n > 100 {
		return nil
	}
	return fresh()
}

//go:noinline
func measure[T shape](v T) int { return v.area() }

//go:noinline
func push[T any](list []T, v T) []T { return append(list, v) }

type recorder struct{ log }

type log struct{ lines []string }

func (l *log) write(s string) { l.lines = append(l.lines, s) }

// branching is unsafe in one case of many.
//
//go:noinline
func branching(n int) int {
	switch n {
	case 0:
		return leaf(1)
	case 1:
		return leaf(2) + 4
	case 2:
		return 3
	case 3:
		return leaf(4) * 5
	case 4:
		return leaf(6) - 1
	case 5:
		return leaf(8) ^ 9
	case 6:
		return len(table) + table["six"]
	case 7:
		return leaf(3) | 8
	case 8:
		return 12
	case 9:
		return leaf(5) & 3
	}
	return -1
}

// unsafeBodies must be refused, each with one of its reasons: architectures
// differ in what is met first.
var unsafeBodies = []struct {
	name    string
	body    func()
	reasons []Reason
}{
	{"new", func() { atomSink(unsafe.Pointer(new(node))) }, []Reason{Allocates}},
	{"a literal that escapes", func() { atomSink(unsafe.Pointer(fresh())) }, []Reason{Allocates}},
	{"make of a slice", func() { atomSink(unsafe.Pointer(unsafe.SliceData(make([]byte, number)))) }, []Reason{Allocates}},
	{"append", func() { numbers = append(numbers, 1) }, []Reason{Allocates, StoresPtr}},
	{"append of many", func() { octets = append(octets, text...) }, []Reason{Allocates, StoresPtr}},
	{"append in a generic function", func() { number = len(push(numbers, 1)) }, []Reason{Allocates}},
	{"append by an embedded method", new(recorder).log.line, []Reason{Allocates, StoresPtr}},
	{"an embedded method that allocates", func() { atomSink(unsafe.Pointer(counter.grow())) }, []Reason{Allocates}},
	{"deep in calls", func() { number = bury(number).value }, []Reason{Allocates}},
	{"a variable that escapes", func() { var n int; atomSink(unsafe.Pointer(&n)) }, []Reason{Allocates}},
	{"a closure that escapes", func() { n := number; keep(func() { n++ }) }, []Reason{Allocates}},
	{"concatenation", func() { number = len(text + other) }, []Reason{Allocates}},
	{"bytes to string", func() { atomSink(unsafe.Pointer(unsafe.StringData(string(octets)))) }, []Reason{Allocates}},
	{"string to bytes", func() { atomSink(unsafe.Pointer(unsafe.SliceData([]byte(text)))) }, []Reason{Allocates}},
	{"runes to string", func() { number = len(string([]rune{rune(number), 'x'})) }, []Reason{Allocates}},
	{"an integer in an interface", func() { keepAny(number) }, []Reason{Allocates}},
	{"a struct in an interface", func() { keepAny(sum{number}) }, []Reason{Allocates}},
	{"a pointer store", func() { list.next = list }, []Reason{StoresPtr}},
	{"a pointer store of nil", func() { list.next = nil }, []Reason{StoresPtr}},
	{"a pointer store into a slice", func() { lists[number] = list }, []Reason{StoresPtr}},
	{"a pointer store into a global", func() { list = list.next }, []Reason{StoresPtr}},
	{"a slice store", func() { sizes.a = octets[1:] }, []Reason{StoresPtr}},
	{"a string store", func() { text = other }, []Reason{StoresPtr}},
	{"an interface store", func() { sink = anything }, []Reason{StoresPtr}},
	{"a struct with pointers", func() { *list = *list.next }, []Reason{StoresPtr}},
	{"copying pointers", func() { copy(lists, lists[1:]) }, []Reason{StoresPtr}},
	{"clearing pointers", func() { clear(lists) }, []Reason{StoresPtr}},
	{"storing a pointer atomically", func() { atomPtr.Store(list) }, []Reason{StoresPtr}},
	{"swapping pointers atomically", func() { atomPtr.CompareAndSwap(nil, list) }, []Reason{StoresPtr}},
	{"reading a map", func() { number = table["x"] }, []Reason{UsesMap}},
	{"reading a map of integers", func() { number = byNumber[5] }, []Reason{UsesMap}},
	{"writing a map", func() { byNumber[5] = 6 }, []Reason{UsesMap}},
	{"deleting from a map", func() { delete(table, "x") }, []Reason{UsesMap}},
	{"ranging over a map", func() {
		for k := range byNumber {
			number += k
		}
	}, []Reason{UsesMap}},
	{"clearing a map", func() { clear(byNumber) }, []Reason{UsesMap}},
	{"a map behind a switch", func() { number = branching(number) }, []Reason{UsesMap}},
	{"sending", func() { signal <- 1 }, []Reason{UsesChannel}},
	{"receiving", func() { number = <-signal }, []Reason{UsesChannel}},
	{"closing", func() { close(done) }, []Reason{UsesChannel}},
	{"selecting", func() {
		select {
		case <-done:
		case signal <- 1:
		}
	}, []Reason{UsesChannel}},
	{"polling a channel", func() {
		select {
		case <-done:
		default:
		}
	}, []Reason{UsesChannel}},
	{"blocking for ever", func() { select {} }, []Reason{UsesChannel}},
	{"starting a goroutine", func() { go leaf(1) }, []Reason{StartsGo}},
	{"starting a closure", func() { go func() { number++ }() }, []Reason{StartsGo, Allocates}},
	{"deferring in a loop", func() {
		for i := range number {
			defer leaf(i)
		}
	}, []Reason{Defers, Allocates}},
	{"recovering", func() {
		defer func() {
			if recover() != nil {
				number++
			}
		}()
		leaf(1)
	}, []Reason{Defers, Indirect}},
	{"an assertion to an interface", func() { value, _ = anything.(shape) }, []Reason{Converts, Allocates, StoresPtr}},
	{"a switch on interfaces", func() {
		switch anything.(type) {
		case fmt.Stringer:
			number = 1
		case error:
			number = 2
		}
	}, []Reason{Converts}},
	{"a method of an interface", func() { number = value.area() }, []Reason{Indirect}},
	{"a method of a constraint", func() { number = measure(square{number}) }, []Reason{Indirect}},
	{"a function variable", func() { number = operation(3) }, []Reason{Indirect}},
	{"a table of functions", func() { handlers[number&1]() }, []Reason{Indirect}},
	{"io.Reader", func() { reader.Read(octets) }, []Reason{Indirect}},
	{"a lock", func() { mutex.Lock(); number++; mutex.Unlock() }, []Reason{Schedules, EntersOther}},
	{"a wait group", func() { group.Wait() }, []Reason{Schedules, EntersOther, Indirect}},
	{"once", func() { once.Do(nothing) }, []Reason{Schedules, Indirect, Defers}},
	{"a pool", func() { pool.Put(anything) }, []Reason{StoresPtr, Schedules, EntersOther, Indirect}},
	{"sleeping", func() { time.Sleep(time.Second) }, []Reason{Schedules}},
	{"the time", func() { signed64 = time.Now().UnixNano() }, []Reason{Schedules, EntersOther}},
	{"a timer", func() { time.AfterFunc(1, nothing) }, []Reason{Schedules, Allocates, EntersOther}},
	{"yielding", func() { runtime.Gosched() }, []Reason{Schedules}},
	{"collecting", func() { runtime.GC() }, []Reason{Schedules}},
	{"locking the thread", func() { runtime.LockOSThread() }, []Reason{Schedules}},
	{"a system call that blocks", func() { syscall.Syscall(syscall.SYS_GETPID, 0, 0, 0) }, []Reason{Schedules}},
	{"a system call's wrapper", func() { syscall.Close(number) }, []Reason{Schedules, Allocates}},
	{"fmt.Println", func() { fmt.Println("x") }, []Reason{Indirect, Schedules, Allocates, StoresPtr}},
	{"fmt.Sprintf", func() { number = len(fmt.Sprintf("%d", number)) }, nil},
	{"print", func() { print(number) }, []Reason{EntersOther}},
	{"writing to a file", func() { os.Stdout.Write(octets) }, nil},
	{"errors.New", func() { failure = errors.New("x") }, []Reason{Allocates, StoresPtr}},
	{"a panic with an error", func() { panic(fmt.Errorf("%d", number)) }, nil},
	{"strconv.Itoa", func() { number = len(strconv.Itoa(number + 1000)) }, []Reason{Allocates}},
	{"strings.Repeat", func() { number = len(strings.Repeat(text, number)) }, nil},
	{"bytes.Buffer", func() { var b bytes.Buffer; b.WriteByte(3) }, nil},
	{"sort.Slice", func() { sort.Slice(numbers, func(i, j int) bool { return numbers[i] < numbers[j] }) }, nil},
	{"big integers", func() { integer.Add(integer, integer) }, nil},
	{"hashing", func() { octets[0] = sha256.Sum256(octets)[0] }, nil},
	{"reflection", func() { number = reflect.ValueOf(anything).Len() }, nil},
	{"a context", func() { number = len(context.Background().Done()) }, nil},
	{"spawning", func() { kthread.Go(nothing) }, []Reason{GoroutineOnly}},
	{"listing threads", func() { number = len(kthread.Threads()) }, []Reason{GoroutineOnly}},
	{"stack of slices", func() { matrix = make([][]int, number) }, []Reason{Allocates, StoresPtr}},
}

func (l *log) line() { l.write("line") }

//go:noinline
func nothing() {}

//go:noinline
func keep(f func()) { kept = f }

//go:noinline
func keepAny(v any) { keptAny = v }

//go:noinline
func atomSink(p unsafe.Pointer) { kept2 = uintptr(p); sunk = p }

var (
	kept    func()
	kept2   uintptr
	keptAny any
	sunk    unsafe.Pointer
)
