package main

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rawthread/bench"
)

// Curves are a chart of lines: a ladder or a distribution.
type curves struct {
	lines      []curve
	x, y       string // what the axes are
	xTicks     plot.Ticker
	xScale     plot.Normalizer
	yText      func(float64) string
	even       bool // the Y axis starts at zero
	xLow, xTop float64
}

// A curve is the line of a peer.
type curve struct {
	name   string
	style  style
	points []bench.Point
	ends   bool // at a limit, which a cross shows
}

const plotHeight = vg.Length(230)

func (c *curves) legend() legend {
	var l legend
	for _, line := range c.lines {
		l = append(l, entry{line.name, line.style, false})
	}
	if slices.ContainsFunc(c.lines, func(l curve) bool { return l.ends }) {
		l = append(l, entry{"ends at a limit", style{role: ink, shape: endShape}, true})
	}
	return l
}

func (c *curves) height() vg.Length { return c.legend().height() + lineHeight + plotHeight }

func (c *curves) draw(to draw.Canvas) {
	legend := c.legend()
	legend.draw(to)
	to = draw.Crop(to, 0, -8, 0, -legend.height())
	to.FillText(small(muted), vg.Point{X: to.Min.X, Y: to.Max.Y}, c.y)
	to = under(draw.Crop(to, 0, 0, 0, -lineHeight-4), c.x)

	p := newPlot()
	p.X.Scale, p.X.Tick.Marker = c.xScale, c.xTicks
	all := noExtent()
	for _, l := range c.lines {
		for _, pt := range l.points {
			all.addPositive(pt.Y, pt.Low, pt.High)
		}
	}
	p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, logTicks(c.yText)
	low, high := logRange(all.low, all.high)
	if c.even {
		low, high = 0, all.high*1.08
		p.Y.Scale, p.Y.Tick.Marker = plot.LinearScale{}, evenTicks(c.yText)
	}
	lines := plotter.NewGrid()
	lines.Horizontal, lines.Vertical = line(grid, 0.75), line(grid, 0.75)
	p.Add(lines)
	for _, l := range slices.Backward(c.lines) { // ours, which are first, above the others
		p.Add(spread{l})
		var xy plotter.XYs
		for _, pt := range l.points {
			xy = append(xy, plotter.XY{X: pt.X, Y: max(pt.Y, low)})
		}
		drawn := &plotter.Line{XYs: xy, LineStyle: line(l.style.role, l.style.width())}
		dots := &plotter.Scatter{XYs: xy, GlyphStyle: l.style.glyph()}
		p.Add(drawn, dots)
		if l.ends && len(xy) > 0 {
			p.Add(&plotter.Scatter{XYs: xy[len(xy)-1:], GlyphStyle: draw.GlyphStyle{Color: ink.color(), Radius: 5, Shape: endShape}})
		}
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = c.xLow, c.xTop, low, high
	p.Draw(to)
}

// A spread draws a curve's error bars.
type spread struct{ curve }

// Plot draws them.
func (s spread) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for _, pt := range s.points {
		if pt.High <= pt.Low {
			continue
		}
		at, low, high := x(pt.X), y(max(pt.Low, p.Y.Min)), y(max(pt.High, p.Y.Min))
		style := line(s.style.role, 0.75)
		c.StrokeLine2(style, at, low, at, high)
		c.StrokeLine2(style, at-2, low, at+2, low)
		c.StrokeLine2(style, at-2, high, at+2, high)
	}
}

// ladderCurves are those of a ladder; none if nothing was measured.
func ladderCurves(l *bench.Ladder, s styles) *curves {
	y, unit := unitOf(l.Y)
	c := &curves{x: l.X + ", log scale", y: capital(y) + ", log scale", xScale: plot.LogScale{}, yText: func(v float64) string { return valueText(v, unit) }}
	xs, ys := noExtent(), noExtent()
	var rungs plot.ConstantTicks
	var peers []string
	for _, line := range l.Lines {
		if len(line.Points) > 0 {
			peers = append(peers, line.Peer)
		}
	}
	look := s.of(peers, l.Ours, "")
	for _, line := range oursFirst(l.Lines, func(x bench.Line) bool { return x.Peer == l.Ours }) {
		if len(line.Points) == 0 {
			continue
		}
		for _, pt := range line.Points {
			xs.add(pt.X)
			if !slices.ContainsFunc(rungs, func(t plot.Tick) bool { return t.Value == pt.X }) {
				rungs = append(rungs, plot.Tick{Value: pt.X, Label: count(pt.X)})
			}
			ys.add(pt.Y)
		}
		c.lines = append(c.lines, curve{line.Peer, look[line.Peer], line.Points, line.End != ""})
	}
	if len(c.lines) == 0 {
		return nil
	}
	c.xTicks, c.xLow, c.xTop = rungs, xs.low/1.25, xs.high*1.25
	if c.even = unit != "ns" && ys.high < 10*ys.low; c.even {
		c.y = capital(y)
	}
	return c
}

// distributionCurves are those of a distribution; none if nothing was measured.
func distributionCurves(d *bench.Distribution, s styles) *curves {
	c := &curves{x: "share of all values that are no greater", y: capital("time, log scale"), xScale: plot.LinearScale{}, yText: func(v float64) string { return valueText(v, d.Unit) }}
	if d.Unit != "ns" {
		c.y = "Value, log scale"
	}
	top := 0.0 // the position of the last but the greatest
	var ticks plot.ConstantTicks
	for _, p := range bench.Probabilities[:len(bench.Probabilities)-1] {
		if slices.ContainsFunc(d.Lines, func(q bench.Quantiles) bool { _, ok := q.At(p); return ok }) {
			top = nines(p)
			ticks = append(ticks, plot.Tick{Value: top, Label: probability(p)})
		}
	}
	ticks = append(ticks, plot.Tick{Value: top + 1, Label: probability(1)})
	var peers []string
	for _, q := range d.Lines {
		if len(q.Q) > 0 {
			peers = append(peers, q.Peer)
		}
	}
	look := s.of(peers, d.Ours, d.Floor)
	for _, q := range oursFirst(d.Lines, func(x bench.Quantiles) bool { return x.Peer == d.Ours }) {
		if len(q.Q) == 0 {
			continue
		}
		l := curve{name: q.Peer, style: look[q.Peer]}
		for _, v := range q.Q {
			x := top + 1
			if v.P < 1 {
				x = nines(v.P)
			}
			l.points = append(l.points, bench.Point{X: x, Y: v.Value, Low: v.Low, High: v.High})
		}
		c.lines = append(c.lines, l)
	}
	if len(c.lines) == 0 {
		return nil
	}
	c.xTicks, c.xLow, c.xTop = ticks, 0, top+1.3
	return c
}

// nines is where a probability is on its axis: 90 % at 1, 99 % at 2.
func nines(p float64) float64 { return -math.Log10(1 - p) }

// oursFirst puts what is ours first.
func oursFirst[T any](all []T, isOurs func(T) bool) []T {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b T) int {
		switch x, y := isOurs(a), isOurs(b); {
		case x && !y:
			return -1
		case y && !x:
			return 1
		}
		return 0
	})
	return sorted
}
