package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"time"

	"rawthread/bench"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageCSS string

// A page is what the template shows.
type page struct {
	Run      *bench.Run
	Facts    []fact
	Goals    []goalRow
	Sections []section
	Arches   *arches     // nil with a single run
	Compared *comparison // nil without a former run
	charts   []*chart
}

type fact struct{ Name, Value string }

type section struct {
	ID, Title, Doc string
	Cards          []card
}

// arches are the runs of several architectures.
type arches struct {
	Machines []fact
	Ratios   figures
	Charts   []*chart
}

// newPage makes the page about the first of the runs; the first run of an
// architecture counts for it.
func newPage(runs []*bench.Run, old *former) *page {
	var each []*bench.Run
	for _, r := range runs {
		if !slices.ContainsFunc(each, func(o *bench.Run) bool { return o.Machine.Arch == r.Machine.Arch }) {
			each = append(each, r)
		}
	}
	r, s := runs[0], newStyles(each)
	p := &page{Run: r, Facts: facts(r), Goals: goals(r)}
	var tables, ladders, distributions []card
	for i := range r.Tables {
		tables = append(tables, tableCard(&r.Tables[i]))
	}
	for i := range r.Ladders {
		ladders = append(ladders, ladderCard(&r.Ladders[i], s))
	}
	for i := range r.Distributions {
		distributions = append(distributions, distributionCard(&r.Distributions[i], s))
	}
	for _, x := range []section{
		{"cases", "Cases", "The same operation done by several peers, in turns. A bar is the median of a round's ratio to the floor in the same round; half of the rounds lie within its whisker. The dark line is the floor, a dashed green one the goal.", tables},
		{"ladders", "Live threads", "What one more thread takes, and what memory each has, as a function of how many live. Half of the measurements lie within a whisker.", ladders},
		{"distributions", "Distributions", "Times one by one: the share of all that is no greater. Half of the rounds' own quantiles lie within a whisker.", distributions},
	} {
		if len(x.Cards) > 0 {
			p.Sections = append(p.Sections, x)
		}
		for _, c := range x.Cards {
			p.charts = append(p.charts, c.Charts...)
		}
	}
	if len(each) > 1 {
		p.Arches = &arches{Ratios: archGrid(each)}
		for _, r := range each {
			p.Arches.Machines = append(p.Arches.Machines, fact{r.Machine.Arch, machine(r)})
		}
		for _, d := range archDots(each, s) {
			p.Arches.Charts = append(p.Arches.Charts, d.chart())
		}
		p.charts = append(p.charts, p.Arches.Charts...)
	}
	if old != nil {
		p.Compared = compare(old, r)
	}
	return p
}

// html is the page as text.
func (p *page) html() ([]byte, error) {
	t, err := template.New(pageName).Funcs(template.FuncMap{
		"svg":   func(c *chart) template.HTML { return template.HTML(c.inline()) },
		"css":   func() template.CSS { return template.CSS(variables(append(chartRoles(), pageRoles...)) + pageCSS) },
		"date":  func(t time.Time) string { return t.UTC().Format("2 January 2006") },
		"title": func(c *chart) string { return c.title },
	}).Parse(pageText)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, p)
	return b.Bytes(), err
}

// facts describe the machine and how it was measured.
func facts(r *bench.Run) []fact {
	m := &r.Machine
	all := []fact{{"Machine", m.Arch + ", " + machine(r)}, {"Kernel", "Linux " + m.Kernel}, {"Go", m.Go}}
	var tools []string
	for _, t := range slices.Sorted(maps.Keys(m.Versions)) {
		tools = append(tools, t+" "+m.Versions[t])
	}
	if len(tools) > 0 {
		all = append(all, fact{"Peers", strings.Join(tools, ", ")})
	}
	return append(all, fact{"Rounds", fmt.Sprintf("%d of about %s for each peer, in turns", r.Options.Rounds, valueText(float64(r.Options.Time), "ns"))}, fact{"CPUs", m.Pinned})
}

// machine is the processor or the emulator.
func machine(r *bench.Run) string {
	m := &r.Machine
	if m.Emulator != "" {
		return m.Emulator + ", an emulator"
	}
	return fmt.Sprintf("%s, %d CPUs", m.CPU, m.CPUs)
}
