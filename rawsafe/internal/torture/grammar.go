//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A generator writes random bodies. Each is a closure over variables of its
// own, n and x and list among them, and works on the program's variables, which
// are in program.go.
type generator struct {
	*rand.Rand
	depth int
}

// safe are statements that a raw thread can run. %i and %f stand for integer
// and floating-point expressions, %s for a statement.
var safe = []string{
	"n += %i", "n ^= %i", "n = n<<3 | n>>13", "wide *= uint64(%i) | 1", "x += %f", "x = x*%f - 1",
	"wide = wide/(uint64(%i)|1) + wide%%7", "n = %i / (%i | 1)", "list[uint(%i)%%uint(len(list))] = %i",
	"for i := range %i & 15 { n += i; %s }", "if %i > %i { %s } else { %s }", "if x < %f { %s }",
	"counter.Add(uint64(%i))", "counter.CompareAndSwap(uint64(%i), 7)", "small.Store(uint32(%i))", "n += int(small.Load())",
	"copy(octets, octets[uint(%i)%%32:])", "clear(octets[:uint(%i)%%64])", "block = other", "block.words[uint(%i)%%64] = uint64(%i)",
	"n += leaf(%i)", "n += deep(%i & 7)", "x = math.Sqrt(x*x + %f)", "x = math.Floor(%f) + math.Abs(x)", "n += bits.OnesCount(uint(%i))",
	"n += chosen(%i & 15)", "n += bytes.IndexByte(octets, byte(n+%i))", "if text < texts[uint(%i)&3] { %s }", "if bytes.Equal(octets[:8], octets[8:16]) { %s }",
	"for p := chain; p != nil; p = p.next { n += p.value }", "n += total(list)", "n += int(largest(floats))", "floats[uint(%i)%%8] = %f",
	"for _, r := range text { n += int(r) }", "n += int(binary.LittleEndian.Uint32(octets[uint(%i)%%32:]))",
	"unix.RawSyscall(unix.SYS_GETPID, 0, 0, 0)", "futex.Wake(&word, 1)", "n += kthread.CurrentID() & 3", "*perThread.Ptr() += uint64(%i)",
	"if v, ok := anything.(int); ok { n += v }", "n += kindOf(anything)", "if n == -1<<31 { panic(\"never\") }", "func() { n += %i; %s }()",
	"switch %i & 3 { case 0: %s; case 1: %s; default: n++ }", "n += acc.add(%i)", "slices.Sort(list)", "n = min(n, %i) + max(%i, 3)",
	"var local [40]int; local[uint(%i)%%40] = %i; n += local[uint(n)%%40]", "n += int(float64(n+%i) * 1.5)", "x += float64(wide)", "runtime.KeepAlive(n)",
	"if err := unix.Errno(0); err == unix.EINTR { %s }", "wide, _ = bits.Mul64(wide, uint64(%i))", "n += len(text[uint(%i)%%4:])",
}

// unsafe are statements that enter the runtime, always or now and then, or may.
var unsafe = []string{
	"list = append(list, %i)", "grown = append(grown, byte(n+%i))", "list = make([]int, 8+%i&7)", "keep(&node{value: %i})", "chain2 = chain", "chain2 = nil",
	"nodes[uint(%i)&3] = chain", "copy(nodes, nodes[1:])", "table[%i&7] = %i", "n += table[%i & 7]", "delete(table, %i)", "n += names[text]",
	"for k := range table { n += k }", "select { case signals <- %i: default: }", "select { case v := <-signals: n += v; default: }", "close(make(chan int))",
	"go leaf(%i)", "for range %i & 3 { defer leaf(n) }", "n += len(text + texts[uint(%i)&3])", "label = text + label[:1]", "n += len(string(octets[:uint(%i)&31]))", "grown = []byte(text)",
	"n += value.area()", "n += operation(%i)", "n += handlers[uint(%i)&1](n)", "mutex.Lock(); mutex.Unlock()", "n += int(time.Now().Unix())", "runtime.Gosched()",
	"fmt.Fprint(io.Discard, %i)", "n += len(strconv.Itoa(%i))", "anything = %i", "sink = chain", "_, ok := anything.(shape); if ok { %s }", "pointer.Store(chain)",
	"unix.Getpid(); unix.Syscall(unix.SYS_GETPID, 0, 0, 0)", "print()", "n += int(measure(square{%i}))", "texts[uint(%i)&3] = text", "keepFunc(func() { n++ })",
	"clear(table)", "n += len(fmt.Sprintf(\"%%d\", %i))", "sort.Ints(list); sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })", "once.Do(nothing)", "runtime.GC()",
}

// statement returns one that is unsafe with the given probability.
func (g *generator) statement(risk float64) string {
	g.depth++
	defer func() { g.depth-- }()
	from := safe
	if g.Float64() < risk {
		from = unsafe
	}
	t := from[g.IntN(len(from))]
	for g.depth > 4 && strings.Contains(t, "%s") {
		t = safe[g.IntN(len(safe))]
	}
	return g.fill(t, risk)
}

// fill replaces what stands for expressions and statements.
func (g *generator) fill(t string, risk float64) string {
	var b strings.Builder
	for i := 0; i < len(t); i++ {
		if t[i] != '%' {
			b.WriteByte(t[i])
			continue
		}
		i++
		switch t[i] {
		case 'i':
			b.WriteString(g.integer(0))
		case 'f':
			b.WriteString(g.float(0))
		case 's':
			b.WriteString(g.statement(risk))
		default: // %% and format verbs
			b.WriteByte(t[i])
		}
	}
	return b.String()
}

func (g *generator) integer(depth int) string {
	if depth > 2 {
		return [...]string{"n", "len(list)", fmt.Sprint(g.IntN(1000))}[g.IntN(3)]
	}
	a := g.integer(depth + 1)
	switch g.IntN(9) {
	case 0:
		return fmt.Sprintf("(%s + %s)", a, g.integer(depth+1))
	case 1:
		return fmt.Sprintf("(%s * %s)", a, g.integer(depth+1))
	case 2:
		return fmt.Sprintf("(%s &^ 5)", a)
	case 3:
		return fmt.Sprintf("list[uint(%s)%%uint(len(list))]", a)
	case 4:
		return "int(counter.Load())"
	case 5:
		return "int(x)"
	case 6:
		return fmt.Sprintf("leaf(%s)", a)
	}
	return a
}

func (g *generator) float(depth int) string {
	if depth > 2 {
		return [...]string{"x", "1.25", "float64(n)"}[g.IntN(3)]
	}
	a := g.float(depth + 1)
	switch g.IntN(5) {
	case 0:
		return fmt.Sprintf("(%s + %s)", a, g.float(depth+1))
	case 1:
		return fmt.Sprintf("(%s / (1 + math.Abs(%s)))", a, g.float(depth+1))
	case 2:
		return fmt.Sprintf("floats[uint(%s)%%8]", g.integer(depth+1))
	}
	return a
}

// body returns a function that makes body number i. Two of three bodies have no
// unsafe statement at all.
func (g *generator) body(i int) string {
	risk := 0.0
	if g.IntN(3) == 0 {
		risk = 0.3
	}
	var b strings.Builder
	fmt.Fprintf(&b, "func make%d() func() {\n\tn, x, list := %d, %d.5, make([]int, 16)\n\tuse(n, x, list)\n\treturn func() {\n", i, g.IntN(100), g.IntN(9))
	for range 1 + g.IntN(6) {
		fmt.Fprintf(&b, "\t\t{ %s }\n", g.statement(risk))
	}
	b.WriteString("\t\tuse(n, x, list)\n\t}\n}\n\n")
	return b.String()
}

// program returns a Go program with count bodies.
func program(seed uint64, count int) string {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 1))}
	var b strings.Builder
	b.WriteString(head)
	for i := range count {
		b.WriteString(g.body(i))
	}
	b.WriteString("var makers = []func() func(){")
	for i := range count {
		fmt.Fprintf(&b, "make%d, ", i)
	}
	b.WriteString("}\n")
	return b.String()
}
