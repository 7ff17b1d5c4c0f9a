package main

import (
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A bar is a row of a chart of bars: a name and a figure, and below them the bar
// with its spread.
type bar struct {
	name, figure     string
	value, low, high float64
	ours             bool
	goal             float64 // a mark, 0 if there is none
}

// Bars are a chart of bars, from the top.
type bars struct {
	rows  []bar
	floor float64 // what all are compared with, 0 if nothing
	axis  string
	text  func(float64) string // of the axis
	log   bool                 // the bars go out from the floor
}

const (
	rowHeight = vg.Length(34)
	barHeight = vg.Length(11)
	barBelow  = vg.Length(10) // from the row's lower edge to the bar's middle
)

func (b *bars) height() vg.Length { return rowHeight*vg.Length(len(b.rows)) + 40 }

// about says what a picture by itself shows.
func (b *bars) about(floor string) string {
	if b.floor == 0 {
		return ""
	}
	return " Ratios to " + floor + ", which is the dark line; a dashed line is the goal."
}

// scale chooses the axis: even from zero, but for ratios that differ too much.
func (b *bars) scale() (low, high float64) {
	all, values := noExtent(), noExtent()
	for _, r := range b.rows {
		all.addPositive(r.value, r.low, r.high, r.goal)
		values.addPositive(r.value)
	}
	all.addPositive(b.floor)
	if b.log = b.floor > 0 && values.high > 30*values.low; b.log {
		return logRange(all.low, all.high)
	}
	return 0, all.high * 1.03
}

func (b *bars) draw(to draw.Canvas) {
	p := newPlot()
	p.HideY()
	p.Y.Min, p.Y.Max = 0, float64(len(b.rows))
	p.X.Min, p.X.Max = b.scale()
	axis := b.axis
	p.X.Tick.Marker = evenTicks(b.text)
	if b.log {
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, logTicks(shortNumber)
		axis += ", log scale"
	}
	p.Add(b)
	p.Draw(draw.Crop(under(to, axis), 10, -10, 0, -2)) // room for half a label of the axis
}

// Plot draws the rows.
func (b *bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, _ := p.Transforms(&c)
	from := x(p.X.Min)
	if b.log {
		from = x(b.floor)
	}
	for i, r := range b.rows {
		bottom := c.Max.Y - rowHeight*vg.Length(i+1)
		middle := bottom + barBelow
		for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) { // not through the names
			c.StrokeLine2(line(grid, 0.75), x(t.Value), bottom, x(t.Value), middle+barHeight/2+3)
		}
		style, fill := small(ink), other
		if r.ours {
			style, fill = bold(style), ours
		}
		c.FillText(style, vg.Point{X: c.Min.X, Y: bottom + rowHeight - 3}, r.name)
		right := style
		right.XAlign = text.XRight
		c.FillText(right, vg.Point{X: c.Max.X + 10, Y: bottom + rowHeight - 3}, r.figure)
		to := max(c.Min.X, x(r.value))
		c.FillPolygon(fill.color(), []vg.Point{{X: from, Y: middle - barHeight/2}, {X: from, Y: middle + barHeight/2}, {X: to, Y: middle + barHeight/2}, {X: to, Y: middle - barHeight/2}})
		if r.high > r.low {
			low, high := max(c.Min.X, x(max(r.low, p.X.Min))), x(r.high)
			c.StrokeLine2(line(ink, 1), low, middle, high, middle)
			for _, end := range []vg.Length{low, high} {
				c.StrokeLine2(line(ink, 1), end, middle-3, end, middle+3)
			}
		}
		if b.floor > 0 {
			c.StrokeLine2(line(floor, 2), x(b.floor), middle-barHeight/2-2, x(b.floor), middle+barHeight/2+2)
		}
		if r.goal > 0 {
			mark := line(goal, 2)
			mark.Dashes = []vg.Length{3, 2}
			c.StrokeLine2(mark, x(r.goal), middle-barHeight/2-3, x(r.goal), middle+barHeight/2+3)
		}
	}
}

func line(r role, width vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: r.color(), Width: width}
}

// shortNumber is a number of an axis.
func shortNumber(v float64) string {
	if v >= 1000 {
		return count(v)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
