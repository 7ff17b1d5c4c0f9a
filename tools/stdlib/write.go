package main

import (
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"sort"
	"strings"
)

// write writes the table in Markdown.
func write(w io.Writer, arches []string, all map[string]*row) error {
	packages := map[string][]*row{}
	safe := 0
	for _, r := range all {
		packages[r.pkg] = append(packages[r.pkg], r)
		if len(r.refused) == 0 {
			safe++
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `# What of the standard library a raw thread may call

Made by `+"`go run ./stdlib -o ../docs/raw-safe-stdlib.md`"+` in tools/, with %s, for %s.

These are all exported functions, and the methods of exported types and variables, whose parameters and results hold no pointers
but those of slices and strings (and errors): %d, of which %d may be called on every architecture. Generic functions stand here
as they are for int and []int. That a function is refused means that some path through it enters the Go runtime, not that every
call does. Packages without any function that may be called are listed at the end.

`, runtime.Version(), strings.Join(arches, ", "), len(all), safe)
	var none []string
	for _, pkg := range slices.Sorted(maps.Keys(packages)) {
		rows := packages[pkg]
		sort.Slice(rows, func(i, j int) bool { return rows[i].name < rows[j].name })
		var yes, some []string
		no := map[string][]string{}
		for _, r := range rows {
			switch {
			case len(r.refused) == 0:
				yes = append(yes, r.name)
			case len(r.allowed) == 0:
				why := r.why()
				no[why] = append(no[why], r.name)
			default:
				some = append(some, fmt.Sprintf("- `%s` not on %s: it %s\n", r.name, strings.Join(slices.Sorted(maps.Keys(r.refused)), ", "), r.why()))
			}
		}
		if len(yes)+len(some) == 0 {
			none = append(none, pkg)
			continue
		}
		fmt.Fprintf(&b, "## %s\n\n", pkg)
		if len(yes) > 0 {
			fmt.Fprintf(&b, "%s\n\n", code(yes))
		}
		for _, s := range some {
			b.WriteString(s)
		}
		if len(some) > 0 {
			b.WriteByte('\n')
		}
		if len(no) > 0 {
			b.WriteString("Refused:\n\n")
			for _, why := range slices.Sorted(maps.Keys(no)) {
				fmt.Fprintf(&b, "- it %s: %s\n", why, code(no[why]))
			}
			b.WriteByte('\n')
		}
	}
	fmt.Fprintf(&b, "## Packages with none\n\n%s\n", code(none))
	_, err := io.WriteString(w, b.String())
	return err
}

// why is the reason that most architectures have.
func (r *row) why() string {
	count := map[string]int{}
	best := ""
	for _, arch := range slices.Sorted(maps.Keys(r.refused)) {
		v := r.refused[arch]
		why := v.Reason.String()
		if last := v.Path[len(v.Path)-1]; last.Function != "" {
			why = "reaches " + last.Function + ", which " + why
		} else {
			why = "reaches " + why
		}
		if count[why]++; best == "" || count[why] > count[best] {
			best = why
		}
	}
	return best
}

// code lists names.
func code(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }
