package main

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rawthread/bench"
)

// A dots is a chart of a case's ratios: a row for each architecture, a point for
// each peer.
type dots struct {
	name   string
	ours   string
	floor  string
	doc    string
	rows   []dotRow
	styles styles
}

type dotRow struct {
	arch    string
	results []bench.Result
}

// archDots are the charts of the cases that several architectures have ratios
// of.
func archDots(runs []*bench.Run, s styles) (all []*dots) {
	byCase := map[string]*dots{}
	for _, r := range runs {
		for _, t := range r.Tables {
			at := slices.IndexFunc(t.Results, func(p bench.Result) bool { return p.Peer == t.Ours })
			if at < 0 || len(t.Results[at].Ratios) == 0 {
				continue
			}
			d := byCase[t.Case]
			if d == nil {
				d = &dots{name: t.Case, ours: t.Ours, floor: t.Floor, doc: t.Doc, styles: s}
				byCase[t.Case], all = d, append(all, d)
			}
			d.rows = append(d.rows, dotRow{r.Machine.Arch, t.Results})
		}
	}
	return slices.DeleteFunc(all, func(d *dots) bool { return len(d.rows) < 2 })
}

// peers are those with ratios, ours first; the floor, which is the line, is none.
func (d *dots) peers() (names []string) {
	for _, r := range d.rows {
		for _, p := range r.results {
			if len(p.Ratios) > 0 && p.Peer != d.floor && !slices.Contains(names, p.Peer) {
				names = append(names, p.Peer)
			}
		}
	}
	return oursFirst(names, func(n string) bool { return n == d.ours })
}

func (d *dots) legend() (l legend) {
	look := d.styles.of(d.peers(), d.ours, d.floor)
	for _, p := range d.peers() {
		l = append(l, entry{p, look[p], true})
	}
	return l
}

const dotRowHeight = vg.Length(19)

func (d *dots) height() vg.Length {
	return d.legend().height() + dotRowHeight*vg.Length(len(d.rows)) + 42
}

func (d *dots) draw(to draw.Canvas) {
	legend := d.legend()
	legend.draw(to)
	p := newPlot()
	var names []string
	all := noExtent()
	all.add(1)
	for _, r := range slices.Backward(d.rows) {
		names = append(names, r.arch)
		for _, x := range r.results {
			if len(x.Ratios) > 0 {
				all.addPositive(bench.Median(x.Ratios))
			}
		}
	}
	p.NominalY(names...)
	p.Y.Tick.Length, p.Y.LineStyle.Width = 0, 0
	axis := "ratio to " + d.floor
	if all.high > 30*all.low {
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, logTicks(shortNumber)
		axis += ", log scale"
		all.low, all.high = logRange(all.low, all.high)
	} else {
		p.X.Tick.Marker = evenTicks(shortNumber)
		all.low, all.high = 0, all.high*1.05
	}
	lines := plotter.NewGrid()
	lines.Horizontal, lines.Vertical = line(grid, 0.75), line(grid, 0.75)
	p.Add(lines, at(1))
	look := d.styles.of(d.peers(), d.ours, d.floor)
	for _, peer := range slices.Backward(d.peers()) {
		s := look[peer]
		var xy plotter.XYs
		for i, r := range slices.All(d.rows) {
			for _, x := range r.results {
				if x.Peer == peer && len(x.Ratios) > 0 {
					xy = append(xy, plotter.XY{X: bench.Median(x.Ratios), Y: float64(len(d.rows) - 1 - i)})
				}
			}
		}
		p.Add(&plotter.Scatter{XYs: xy, GlyphStyle: s.glyph()})
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = all.low, all.high, -0.5, float64(len(names))-0.5
	p.Draw(draw.Crop(under(to, axis), 0, -8, 0, -legend.height()))
}

// At is the floor's line.
type at float64

// Plot draws it.
func (x at) Plot(c draw.Canvas, p *plot.Plot) {
	tx, _ := p.Transforms(&c)
	c.StrokeLine2(line(floor, 1.5), tx(float64(x)), c.Min.Y, tx(float64(x)), c.Max.Y)
}

func (d *dots) chart() *chart {
	var said []string
	for _, r := range d.rows {
		for _, x := range r.results {
			if x.Peer == d.ours && len(x.Ratios) > 0 {
				said = append(said, r.arch+" "+ratioText(bench.Median(x.Ratios)))
			}
		}
	}
	return &chart{id: "bench-arch-" + d.name, title: d.name + " by architecture", doc: capital(d.doc) + ": ratio to " + d.floor + ", the line.", height: d.height(), draw: d.draw,
		desc: fmt.Sprintf("Ratios of %s to %s, by architecture: %s.", d.ours, d.floor, strings.Join(said, ", "))}
}
