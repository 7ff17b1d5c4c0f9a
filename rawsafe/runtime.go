package rawsafe

import "strings"

// A treatment is what the walk does at a function of the runtime.
type treatment uint8

const (
	refused treatment = iota
	trusted           // not entered: safe on a foreign g
	aborts            // not entered: it ends the process, with a report, and never returns
	entered           // read like other code
)

// A rule is for one function of the runtime, or for all whose names begin so.
type rule struct {
	treatment treatment
	names     string // separated by spaces; a final * stands for any rest
	why       string
}

// runtimeRules are all functions of package runtime, and of those below
// internal/runtime, that a raw thread may call. Everything else there is refused.
var runtimeRules = []rule{
	{trusted, "runtime.memmove runtime.memclrNoHeapPointers runtime.memequal runtime.memequal_varlen runtime.memequal0 runtime.memequal8 runtime.memequal16 runtime.memequal32 runtime.memequal64 runtime.memequal128 runtime.cmpstring",
		"assembly without a stack frame that reads and writes what its arguments name"},
	{trusted, "runtime.duffzero runtime.duffcopy",
		"straight lines of stores, entered in the middle by compiled code"},
	{trusted, "runtime.efaceeq runtime.ifaceeq runtime.nilinterequal runtime.interequal runtime.strequal",
		"compare values by the code that the compiler made for their types, which compares memory; a type that has none panics, and the process ends with a report"},
	{trusted, "internal/runtime/syscall.* internal/runtime/syscall/linux.*",
		"direct system calls"},
	{trusted, "runtime.unreachableMethod", "never called: the linker's stand-in for methods that were left out"},

	{aborts, "runtime.morestack runtime.morestack_noctxt runtime.morestackc",
		"the stack check's report of an overflow: raw threads' stacks don't grow"},
	{aborts, "runtime.gopanic runtime.goPanic* runtime.panicBounds* runtime.panicIndex* runtime.panicSlice* runtime.panicExtend* runtime.panicdivide runtime.panicshift runtime.panicoverflow runtime.panicfloat runtime.panicmem runtime.panicmemAddr runtime.panicdottypeE runtime.panicdottypeI runtime.panicnildottype runtime.panicrangestate runtime.panicmakeslicelen runtime.panicmakeslicecap runtime.panicunsafe* runtime.panicwrap",
		"panics, explicit or by index, division, conversion and the like: raw threads have nobody to recover them, and the process ends with a report"},
	{aborts, "runtime.throw runtime.fatal runtime.fatalthrow runtime.abort runtime.badsystemstack runtime.badctxt",
		"end the process"},
	{aborts, "internal/runtime/atomic.panicUnaligned", "a 64-bit atomic access to an address that is not a multiple of 8: a panic"},

	{entered, "internal/runtime/atomic.*",
		"atomic accesses: of one or a few instructions, or, of 64 bits on mips and old arm, under a lock that is held for as many"},
	{entered, "armCas64 armXadd64 armXchg64 armLoad64 armStore64 armAnd8 armOr8 armXchg8 cas kernelcas memory_barrier",
		"the same on arm: assembly local to its file, whose names have no package"},
	{entered, "internal/runtime/math.* internal/runtime/sys.*",
		"arithmetic"},
	{entered, "runtime.udiv runtime._div runtime._divu runtime._mod runtime._modu runtime._div64by32 runtime._mul64by32 runtime.int64div runtime.int64mod runtime.uint64div runtime.uint64mod runtime.dodiv runtime.slowdodiv runtime._d2v runtime.udivmod runtime.div runtime.mod",
		"division on 32-bit architectures"},
	{entered, "runtime.float64toint64 runtime.float64touint64 runtime.float64touint32 runtime.float32toint64 runtime.float32touint64 runtime.int64tofloat64 runtime.int64tofloat32 runtime.uint64tofloat64 runtime.uint64tofloat32 runtime.uint32tofloat64 runtime.uint64tofloat runtime.int64tofloat runtime.float64frombits runtime.float64bits runtime.float32frombits runtime.float32bits",
		"conversions on 32-bit architectures"},
	{entered, "runtime.complex128div runtime.fmin runtime.fmax runtime.fmin32 runtime.fmin64 runtime.fmax32 runtime.fmax64 runtime.forbits runtime.fandbits runtime.isNaN runtime.isInf runtime.isFinite runtime.inf2one runtime.abs runtime.copysign",
		"arithmetic"},
	{entered, "runtime.fadd32 runtime.fadd64 runtime.fsub32 runtime.fsub64 runtime.fmul32 runtime.fmul64 runtime.fdiv32 runtime.fdiv64 runtime.fneg64 runtime.feq32 runtime.feq64 runtime.fgt32 runtime.fgt64 runtime.fge32 runtime.fge64 runtime.fcmp64 runtime.f32to64 runtime.f64to32 runtime.f32toint32 runtime.f32toint64 runtime.f32touint64 runtime.f64toint runtime.f64toint32 runtime.f64toint64 runtime.f64touint64 runtime.fintto32 runtime.fintto64 runtime.fint32to32 runtime.fint32to64 runtime.fint64to32 runtime.fint64to64 runtime.fuint64to32 runtime.fuint64to64 runtime.fpack32 runtime.fpack64 runtime.funpack32 runtime.funpack64 runtime.mullu runtime.divlu",
		"floating point in software, on architectures without"},
	{entered, "runtime.libfuzzerTraceCmp* runtime.libfuzzerTraceConstCmp* runtime.libfuzzerHook*",
		"empty functions, which builds for fuzzing call"},
	{entered, "runtime.strmin runtime.strmax runtime.decoderune runtime.countrunes runtime.encoderune runtime.stringslite*",
		"read strings"},
}

// A ruleTable finds rules by name.
type ruleTable struct {
	exact  map[string]*rule
	prefix []prefixRule
}

type prefixRule struct {
	prefix string
	rule   *rule
}

var runtimeTable, ownTable = makeTable(runtimeRules), makeTable(ownRules)

func makeTable(rules []rule) ruleTable {
	t := ruleTable{exact: map[string]*rule{}}
	for i := range rules {
		r := &rules[i]
		for _, name := range strings.Fields(r.names) {
			if p, ok := strings.CutSuffix(name, "*"); ok {
				t.prefix = append(t.prefix, prefixRule{p, r})
			} else {
				t.exact[name] = r
			}
		}
	}
	return t
}

func (t *ruleTable) find(name string) *rule {
	if r := t.exact[name]; r != nil {
		return r
	}
	for i := range t.prefix {
		if strings.HasPrefix(name, t.prefix[i].prefix) {
			return t.prefix[i].rule
		}
	}
	return nil
}
