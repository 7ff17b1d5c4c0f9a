package rawsafe_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync/atomic"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/sys/unix"

	"rawthread/futex"
	"rawthread/kthread"
	"rawthread/tls"
)

// What the bodies of both tables work on.
var (
	number    int
	wide      uint64
	signed64  int64
	small     uint32
	real64    float64
	real32    float32
	text      = "some text"
	other     = "other text"
	octets    = make([]byte, 64)
	numbers   = make([]int, 64)
	floats    = make([]float64, 8)
	list      = &node{}
	lists     = make([]*node, 4)
	block     = &page{}
	atom32    atomic.Uint32
	atom64    atomic.Uint64
	flag      atomic.Bool
	atomPtr   atomic.Pointer[node]
	anything  any = 7
	thread    *kthread.Thread
	perThread = tls.NewVar[uint64]()
	counter   embedding
	waiters   = make([]futex.Waiter, 2)
	threads   = make([]*kthread.Thread, 2)
	inherits  futex.PIMutex
	robust    futex.RobustMutex
)

type node struct {
	next  *node
	value int
}

type page struct {
	words [512]uint64
	keep  *node
}

// embedding has its methods from an embedded type, by way of a wrapper.
type embedding struct{ inner }

type inner struct{ n int }

func (i *inner) add(n int)  { i.n += n }
func (i *inner) grow() *int { return new(int) }

//go:noinline
func leaf(n int) int { return n*3 + number }

//go:noinline
func deep(n int) int {
	if n == 0 {
		return leaf(n)
	}
	return deep(n-1) + leaf(n)
}

//go:noinline
func even(n uint) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}

//go:noinline
func odd(n uint) bool { return n != 0 && even(n-1) }

//go:noinline
func largest[T int | uint64 | float64](list []T) (top T) {
	for _, v := range list {
		top = max(top, v)
	}
	return top
}

type sum struct{ total int }

//go:noinline
func (s *sum) add(list []int) {
	for _, v := range list {
		s.total += v
	}
}

//go:noinline
func bigFrame(n int) int {
	var local [8000]byte
	for i := range local {
		local[i] = byte(i * n)
	}
	return int(local[n&4095]) + leaf(n)
}

// chosen has a switch that is made into a jump table where there are such.
//
//go:noinline
func chosen(n int) int {
	switch n {
	case 0:
		return leaf(10)
	case 1:
		return leaf(20) - 1
	case 2:
		return 2
	case 3:
		return leaf(30) * 2
	case 4:
		return leaf(7) ^ 5
	case 5:
		return n << 2
	case 6:
		return leaf(8) + 9
	case 7:
		return 70
	case 8:
		return leaf(9) | 1
	case 9:
		return leaf(11) & 3
	}
	return -1
}

func chosenText(s string) int {
	switch s {
	case "alpha":
		return 1
	case "beta":
		return 2
	case "gamma":
		return 3
	case "delta":
		return 4
	case "epsilon":
		return 5
	case "zeta":
		return 6
	case "some text":
		return 7
	case "theta":
		return 8
	}
	return 0
}

func kindOf(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case string:
		return len(v)
	case float64:
		return 3
	case []byte:
		return len(v)
	case uint8:
		return 5
	case *node:
		return v.value
	case uint64:
		return 6
	}
	return 0
}

// safeBodies may run on a raw thread.
var safeBodies = []struct {
	name string
	body func()
	// optimised bodies are plain only where the compiler optimises: -N makes
	// indirect calls of their closures.
	optimised bool
}{
	{"nothing", func() {}, false},
	{"an addition", func() { number++ }, false},
	{"captured variables", captures(), false},
	{"64-bit multiplication", func() { wide *= wide + 3 }, false},
	{"64-bit division", func() { wide = wide/(wide|1) + wide%(wide|3) }, false},
	{"signed 64-bit division", func() { signed64 = signed64/(signed64|1) + signed64%(signed64|3) }, false},
	{"32-bit division", func() { small = small/(small|1) + small%(small|3) }, false},
	{"division by constants", func() { wide = wide/10 + wide%1000 }, false},
	{"shifts", func() { wide = wide<<(uint(number)&63) | wide>>(64-uint(number)&63); signed64 >>= uint(number) }, false},
	{"floats", func() { real64 = real64*1.5 + real64/3 - real64 }, false},
	{"floats of 32 bits", func() { real32 = real32*1.5 + real32/3 - real32 }, false},
	{"comparing floats", func() {
		if real64 < 1 || real64 == 2 || real64 >= 7 {
			number++
		}
	}, false},
	{"floats to integers", func() { signed64, wide, number = int64(real64), uint64(real64), int(real32) }, false},
	{"integers to floats", func() { real64 = float64(signed64) + float64(wide); real32 = float32(wide) + float32(number) }, false},
	{"complex division", func() { real64 = real(complex(real64, 1) / complex(2, real64)) }, false},
	{"math.Sqrt, Floor, FMA, Abs", func() {
		real64 = math.Sqrt(real64) + math.Floor(real64) + math.FMA(real64, real64, 1) + math.Abs(real64)
	}, false},
	{"math/bits", func() { number = bits.LeadingZeros64(wide) + bits.OnesCount64(wide) + bits.TrailingZeros64(wide) }, false},
	{"bits.Mul64, Add64", func() { h, l := bits.Mul64(wide, 12345); wide, _ = bits.Add64(h, l, 1) }, false},
	{"bits.Div64", func() { wide, _ = bits.Div64(1, wide, wide|1<<63) }, false},
	{"min and max", func() { real64 = min(real64, 3) + max(real64, float64(number)) }, false},
	{"min of strings", func() { number = len(min(text, other)) }, false},
	{"atomic addition of 32 bits", func() { atom32.Add(3) }, false},
	{"atomic addition of 64 bits", func() { atom64.Add(3) }, false},
	{"atomic compare and swap", func() { atom64.CompareAndSwap(1, 2); atom32.CompareAndSwap(1, 2) }, false},
	{"atomic loads and stores", func() { atom64.Store(atom64.Load() + uint64(atom32.Load())); flag.Store(true) }, false},
	{"atomic and, or, swap", func() { atom32.And(7); atom32.Or(9); atom64.And(7); atom64.Swap(8) }, false},
	{"atomic functions", func() { atomic.AddUint64(&wide, 1); atomic.LoadInt64(&signed64) }, false},
	{"loading a pointer atomically", func() { number = atomPtr.Load().value }, false},
	{"spinning", func() {
		for atom32.Load() == 0 {
		}
	}, false},
	{"indexing", func() { numbers[number]++ }, false},
	{"indexing by 64 bits", func() { numbers[wide]++ }, false},
	{"slicing", func() { number = len(octets[number : number+3 : number+4]) }, false},
	{"slicing a string", func() { number = len(text[number : number+2]) }, false},
	{"a slice as an array", func() { number = (*[4]int)(numbers)[3] }, false},
	{"ranging over a slice", func() {
		for i, v := range numbers {
			number += i * v
		}
	}, false},
	{"ranging over a string", func() {
		for _, r := range text {
			number += int(r)
		}
	}, false},
	{"ranging over an integer", func() {
		for i := range number {
			wide += uint64(i)
		}
	}, false},
	{"ranging over a function", func() {
		for v := range countdown(number) {
			wide += uint64(v)
		}
	}, true},
	{"copying bytes", func() { number = copy(octets, text) }, false},
	{"copying an array", func() { block.words = *(*[512]uint64)(unsafe.Pointer(&block.words[0])) }, false},
	{"clearing a slice", func() { clear(octets); clear(floats) }, false},
	{"clearing an array", func() { block.words = [512]uint64{} }, false},
	{"following pointers", func() {
		if list.next != nil {
			number = list.next.value
		}
	}, false},
	{"comparing pointers", func() {
		if list == list.next {
			number++
		}
	}, false},
	{"comparing strings", func() {
		if text == other || text < other {
			number++
		}
	}, false},
	{"comparing arrays", func() {
		if block.words == (*page)(unsafe.Pointer(list)).words {
			number++
		}
	}, false},
	{"comparing errors", func() {
		if err := thread.Detach(); err == kthread.ErrJoined {
			number++
		}
	}, false},
	{"an assertion to a concrete type", func() { number, _ = anything.(int) }, false},
	{"an assertion that can panic", func() { number = anything.(int) }, false},
	{"a switch on types", func() { number = kindOf(anything) }, false},
	{"a switch on integers", func() { number = chosen(number) }, false},
	{"a switch on strings", func() { number = chosenText(text) }, false},
	{"a call", func() { number = leaf(number) }, false},
	{"recursion", func() { number = deep(number) }, false},
	{"mutual recursion and tail calls", func() { flag.Store(even(uint(number))) }, false},
	{"a method", func() { var s sum; s.add(numbers); number = s.total }, false},
	{"a method of an embedded type", func() { counter.add(3) }, false},
	{"a generic function", func() { number = largest(numbers); real64 = largest(floats) }, false},
	{"a large frame", func() { number = bigFrame(number) }, false},
	{"a closure called where it is made", func() { func() { number++ }() }, true},
	{"a method value", counter.tick, false},
	{"a panic with a constant", func() {
		if number == 1<<30 {
			panic("too many")
		}
	}, false},
	{"byte orders", func() { wide = binary.LittleEndian.Uint64(octets) + uint64(binary.BigEndian.Uint16(octets[8:])) }, false},
	{"putting byte orders", func() { binary.BigEndian.PutUint64(octets, wide) }, false},
	{"bytes.IndexByte", func() { number = bytes.IndexByte(octets, 'x') }, false},
	{"bytes.Equal, Compare", func() {
		if bytes.Equal(octets, octets[1:]) {
			number = bytes.Compare(octets, octets[2:])
		}
	}, false},
	{"strings.Index", func() { number = strings.Index(text, "needle") }, false},
	{"strings.HasPrefix", func() { flag.Store(strings.HasPrefix(text, "so")) }, false},
	{"utf8.Valid, DecodeRune", func() { flag.Store(utf8.Valid(octets)); _, number = utf8.DecodeRune(octets) }, false},
	{"slices.Sort", func() { slices.Sort(numbers) }, false},
	{"slices.Contains, BinarySearch", func() {
		if slices.Contains(numbers, 7) {
			number, _ = slices.BinarySearch(numbers, 9)
		}
	}, false},
	{"unsafe arithmetic", func() { number = int(*(*byte)(unsafe.Add(unsafe.Pointer(block), number))) }, false},
	{"unsafe.Slice", func() { number = int(unsafe.Slice(&octets[0], number)[3]) }, false},
	{"a direct system call", func() { unix.RawSyscall(unix.SYS_GETPID, 0, 0, 0) }, false},
	{"a direct system call of six arguments", func() { unix.RawSyscall6(unix.SYS_GETPID, 0, 0, 0, 0, 0, 0) }, false},
	{"futex.Wait and Wake", func() { futex.Wait(&small, 1); futex.Wake(&small, 1) }, false},
	{"futex.WaitTimeout", func() { futex.Shared.WaitTimeout(&small, 1, 1000) }, false},
	{"waiting for one of several words", func() {
		if i, err := futex.WaitAny(waiters, futex.Monotonic, futex.Deadline(1000)); err == futex.ErrTimeout {
			futex.Wait2(waiters[i+1].Addr, 1, 1, 0, futex.Monotonic, 0)
		}
	}, false},
	{"locks that name their owner", func() {
		if inherits.Lock() == nil && robust.TryLock() == futex.ErrOwnerDied {
			robust.Unlock()
			inherits.Unlock()
		}
	}, false},
	{"kthread.JoinAny", func() { number, _ = kthread.JoinAny(threads...) }, false},
	{"a per-thread variable", func() { *perThread.Ptr()++; perThread.Set(perThread.Get()) }, false},
	{"kthread.Self, CurrentID, Yield", func() { number = kthread.CurrentID() + kthread.Self().ID(); kthread.Yield() }, false},
	{"kthread.Exit", func() {
		if number > 0 {
			kthread.Exit()
		}
	}, false},
	{"joining, starting and detaching", func() {
		if thread.Start() == nil && thread.JoinTimeout(1000) == kthread.ErrTimeout {
			thread.TryJoin()
			thread.Join()
			thread.Detach()
			thread.Release()
		}
	}, false},
	{"a thread's own name", func() { thread.SetName("name") }, false},
}

func (c *embedding) tick() { c.n++ }

func captures() func() {
	n, list := 0, make([]int, 8)
	return func() {
		for i := range list {
			n += list[i]
		}
	}
}

func countdown(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for ; n > 0; n-- {
			if !yield(n) {
				return
			}
		}
	}
}
