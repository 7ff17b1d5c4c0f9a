package main

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A polygon is a filled glyph: those of the library have hairlines for outlines.
type polygon []vg.Point

// DrawGlyph fills it.
func (g polygon) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	var path vg.Path
	for i, p := range g {
		to := vg.Point{X: at.X + p.X*style.Radius, Y: at.Y + p.Y*style.Radius}
		if i == 0 {
			path.Move(to)
		} else {
			path.Line(to)
		}
	}
	path.Close()
	c.SetColor(style.Color)
	c.Fill(path)
}

// regular is a polygon of n sides, turned by a part of a full turn.
func regular(n int, turn float64) (g polygon) {
	for i := range n {
		sin, cos := math.Sincos(2 * math.Pi * (float64(i)/float64(n) + turn))
		g = append(g, vg.Point{X: vg.Length(cos) * 1.25, Y: vg.Length(sin) * 1.25})
	}
	return g
}

// shapes are those of peers.
var shapes = []draw.GlyphDrawer{regular(4, 0.125), regular(3, 0.25), regular(4, 0), regular(3, 0.75), regular(5, 0.25)}

// floorShape is flat, and endShape a cross.
var (
	floorShape = polygon{{X: -1.3, Y: -0.5}, {X: 1.3, Y: -0.5}, {X: 1.3, Y: 0.5}, {X: -1.3, Y: 0.5}}
	endShape   = polygon{{X: 0, Y: 0.25}, {X: 1, Y: 1.25}, {X: 1.25, Y: 1}, {X: 0.25, Y: 0}, {X: 1.25, Y: -1}, {X: 1, Y: -1.25},
		{X: 0, Y: -0.25}, {X: -1, Y: -1.25}, {X: -1.25, Y: -1}, {X: -0.25, Y: 0}, {X: -1.25, Y: 1}, {X: -1, Y: 1.25}}
)
