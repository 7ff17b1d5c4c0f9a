package mutation

import (
	"regexp"
	"slices"
	"strings"
)

// A Mutant is a way to break the assembly.
type Mutant struct {
	Name     string
	pkg      string // kthread or tls
	function string
	only     string // files of the architectures that it is for, or "negate"; "" for all
	change   func(b body, s syntax) body
}

// Applies reports whether the mutant can be made of an architecture's assembly.
func (m Mutant) Applies(goarch string) bool {
	if m.only == "negate" {
		return syntaxes[goarch].negate != ""
	}
	return m.only == "" || slices.Contains(strings.Fields(m.only), syntaxes[goarch].file)
}

// Text returns the broken text of the assembly file.
func (m Mutant) Text(text, goarch string) (string, error) {
	s := syntaxes[goarch]
	return edit(text, m.function, func(b body) body { return m.change(b, s) })
}

var (
	oldMask   = regexp.MustCompile(`\$?old-\d+\(SP\)`)
	toChild   = regexp.MustCompile(`^\t(J|B|CB|CMPB)(EQZ?|Z)\b`)
	toEntry   = regexp.MustCompile(`^\t\S+`)
	addrArg   = regexp.MustCompile(`addr\+\d+\(FP\)`)
	lengthArg = regexp.MustCompile(`length\+\d+\(FP\)`)
)

// Mutants are all mutants.
var Mutants = []Mutant{
	{"unmapSelf: a store between munmap and exit", "kthread", "unmapSelf", "", func(b body, s syntax) body {
		return b.insert(b.syscall(0)+1, s.store)
	}},
	{"unmapSelf: a call between munmap and exit", "kthread", "unmapSelf", "", func(b body, s syntax) body {
		return b.insert(b.syscall(0)+1, s.call+" ·liveG(SB)")
	}},
	{"unmapSelf: exit's status from memory", "kthread", "unmapSelf", "", func(b body, s syntax) body {
		return b.replace(b.syscall(0)+1, s.load)
	}},
	{"unmapSelf: exit's status not set", "kthread", "unmapSelf", "", func(b body, s syntax) body {
		return b.remove(b.syscall(0)+1, b.syscall(0)+2)
	}},
	{"unmapSelf: exit's number wrong", "kthread", "unmapSelf", "", func(b body, s syntax) body {
		return b.substitute(0, "const_sysExit", "const_sysFutex")
	}},
	{"unmapSelf: munmap's number wrong", "kthread", "unmapSelf", "", func(b body, s syntax) body {
		return b.substitute(0, "const_sysMunmap", "const_sysFutex")
	}},
	{"unmapSelf: munmap's arguments swapped", "kthread", "unmapSelf", "", func(b body, s syntax) body {
		all := strings.Join(b, "\n")
		return b.swap(addrArg.FindString(all), lengthArg.FindString(all))
	}},
	{"unmapSelf: exit before munmap", "kthread", "unmapSelf", "", func(b body, s syntax) body {
		return b.swap("const_sysExit", "const_sysMunmap")
	}},
	{"unmapSelf: no exit", "kthread", "unmapSelf", "", func(b body, s syntax) body {
		return b.remove(b.syscall(1), b.syscall(1)+1)
	}},
	{"unmapSelf: a return instead of the trap", "kthread", "unmapSelf", "", func(b body, s syntax) body {
		return b.replace(b.find(s.trap), "RET")
	}},
	{"unmapSelf: the stack pointer stays", "kthread", "unmapSelf", "mipsx", func(b body, s syntax) body {
		return b.remove(b.find("$·unmapSelf(SB)"), b.find("$·unmapSelf(SB)")+1)
	}},
	{"child: a store in clone", "kthread", "clone", "", func(b body, s syntax) body {
		return b.insert(b.find("child:")+1, s.store)
	}},
	{"child: a store in threadEntry", "kthread", "threadEntry", "", func(b body, s syntax) body {
		return b.insert(b.find(s.call+"\t"), s.store)
	}},
	{"child: calls threadEntry", "kthread", "clone", "", func(b body, s syntax) body {
		i := b.find("·threadEntry(SB)")
		return b.replace(i, toEntry.ReplaceAllString(b[i], s.call))
	}},
	{"child: taken for the parent", "kthread", "clone", "", func(b body, s syntax) body {
		i := b.find("child")
		b[i] = toChild.ReplaceAllStringFunc(b[i], func(branch string) string {
			if head, ok := strings.CutSuffix(branch, "EQ"); ok {
				return head + "NE"
			}
			if head, ok := strings.CutSuffix(branch, "EQZ"); ok {
				return head + "NEZ"
			}
			return strings.TrimSuffix(branch, "Z") + "NZ"
		})
		return b
	}},
	{"child: a return instead of the trap", "kthread", "threadEntry", "", func(b body, s syntax) body {
		return b.replace(b.find(s.trap), "RET")
	}},
	{"child: begins in another function", "kthread", "clone", "", func(b body, s syntax) body {
		return b.substitute(0, "·threadEntry(SB)", "·waitWhile(SB)")
	}},
	{"child: calls another function", "kthread", "threadEntry", "", func(b body, s syntax) body {
		return b.substitute(0, "·threadMain(SB)", "·crash(SB)")
	}},
	{"clone: tls and ctid swapped", "kthread", "clone", "", func(b body, s syntax) body {
		return b.swap("cloneArgs_tls", "cloneArgs_ctid")
	}},
	{"clone: flags and stack swapped", "kthread", "clone", "", func(b body, s syntax) body {
		return b.swap("cloneArgs_flags", "cloneArgs_stack")
	}},
	{"clone: the number wrong", "kthread", "clone", "", func(b body, s syntax) body {
		return b.substitute(0, "const_sysClone", "const_sysFutex")
	}},
	{"clone: the fifth argument not on the stack", "kthread", "clone", "mipsx", func(b body, s syntax) body {
		return b.remove(b.find("16(R29)"), b.find("16(R29)")+1)
	}},
	{"clone: the errno not negated", "kthread", "clone", "negate", func(b body, s syntax) body {
		return b.replace(b.find(s.negate), "NOP")
	}},
	{"clone: the result not stored", "kthread", "clone", "", func(b body, s syntax) body {
		return b.remove(b.find("tid+"), b.find("tid+")+1)
	}},
	{"clone: its argument in a register that the kernel may change", "kthread", "clone", "mipsx mips64x ppc64x loong64", func(b body, s syntax) body {
		i := b.find("a+0(FP)")
		line := strings.TrimPrefix(b[i], "\t")
		return b.remove(i, i+1).insert(0, line)
	}},
	{"mask: saved outside the frame", "kthread", "clone", "", func(b body, s syntax) body {
		i := b.find("old-")
		b[i] = strings.Replace(b[i], oldMask.FindString(b[i]), strings.Replace("$a+0(FP)", "$", s.dollar(), 1), 1)
		return b
	}},
	{"mask: never restored", "kthread", "clone", "", func(b body, s syntax) body {
		return b.remove(b.find("tid+")+1, b.find("\tRET"))
	}},
	{"mask: not restored if clone fails", "kthread", "clone", "", func(b body, s syntax) body {
		return b.insert(b.find("\tRET"), "out:").insert(b.find("tid+")+1, s.fails)
	}},
	{"mask: blocked behind clone", "kthread", "clone", "", func(b body, s syntax) body {
		block := append(body{}, b[:b.syscall(0)+1]...)
		for i := range block {
			block[i] = strings.TrimPrefix(block[i], "\t")
		}
		b = b.remove(0, len(block))
		return b.insert(b.find("tid+")+1, block...)
	}},
	{"mask: another set blocked", "kthread", "clone", "", func(b body, s syntax) body {
		return b.substitute(0, "·threadMask(SB)", "·sigEntryPC(SB)")
	}},
	{"mask: another set restored", "kthread", "clone", "", func(b body, s syntax) body {
		for i := b.syscall(1); i < len(b); i++ {
			b[i] = oldMask.ReplaceAllLiteralString(b[i], s.dollar()+"·threadMask(SB)")
		}
		return b
	}},
	{"mask: the set's size wrong", "kthread", "clone", "", func(b body, s syntax) body {
		return b.substitute(0, "const_sigsetSize", "const_sigSetmask")
	}},
	{"references: a call of runtime·abort", "kthread", "liveG", "", func(b body, s syntax) body {
		return b.insert(0, s.call+" runtime·abort(SB)")
	}},
	{"references: the address of runtime·abort", "kthread", "waitWhile", "", func(b body, s syntax) body {
		return b.insert(0, s.address)
	}},
	{"references: a call of runtime·abort in tls", "tls", "current", "", func(b body, s syntax) body {
		return b.insert(0, s.call+" runtime·abort(SB)")
	}},
}
