package mutation

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A body is the instructions of one assembly function, a line each.
type body []string

// edit replaces a function's body in the text of an assembly file. What change
// returns has to be another body.
func edit(text, function string, change func(body) body) (string, error) {
	start := strings.Index(text, "TEXT ·"+function+"(SB)")
	if start < 0 {
		return "", fmt.Errorf("no function %s", function)
	}
	start += strings.Index(text[start:], "\n") + 1
	end := strings.Index(text[start:]+"\n\n", "\n\n")
	old := body(strings.Split(text[start:start+end], "\n"))
	changed := change(slices.Clone(old))
	if slices.Equal(old, changed) {
		return "", fmt.Errorf("nothing to change in %s", function)
	}
	return text[:start] + strings.Join(changed, "\n") + text[start+end:], nil
}

var syscallLine = regexp.MustCompile(`^\t(SYSCALL|SVC|ECALL|SWI|INT\t\$0x80)`)

// syscall returns the line of the nth system call.
func (b body) syscall(n int) int {
	for i, line := range b {
		if syscallLine.MatchString(line) {
			if n--; n < 0 {
				return i
			}
		}
	}
	return len(b)
}

// find returns the first line with text in it, the number of lines if none.
func (b body) find(text string) int {
	if i := slices.IndexFunc(b, func(line string) bool { return strings.Contains(line, text) }); i >= 0 {
		return i
	}
	return len(b)
}

func (b body) insert(at int, lines ...string) body {
	if at > len(b) {
		return b
	}
	for i := range lines {
		if !strings.HasSuffix(lines[i], ":") {
			lines[i] = "\t" + lines[i]
		}
	}
	return slices.Insert(b, at, lines...)
}

func (b body) remove(from, to int) body {
	if from >= to || to > len(b) {
		return b
	}
	return slices.Delete(b, from, to)
}

func (b body) replace(at int, line string) body {
	if at < len(b) {
		b[at] = "\t" + line
	}
	return b
}

// substitute replaces text from line from on.
func (b body) substitute(from int, old, new string) body {
	for i := from; i < len(b); i++ {
		b[i] = strings.ReplaceAll(b[i], old, new)
	}
	return b
}

// swap exchanges two texts.
func (b body) swap(x, y string) body {
	return b.substitute(0, x, "\x00").substitute(0, y, x).substitute(0, "\x00", y)
}
