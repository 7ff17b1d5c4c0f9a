package main

import (
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"rawthread/bench"
)

// A style is how a peer's line and points look.
type style struct {
	role  role
	shape draw.GlyphDrawer
	ours  bool
}

func (s style) width() vg.Length {
	if s.ours {
		return 2.5
	}
	return 1.4
}

func (s style) glyph() draw.GlyphStyle {
	g := draw.GlyphStyle{Color: s.role.color(), Radius: 3, Shape: s.shape}
	if s.ours {
		g.Radius = 4
	}
	return g
}

// Styles are the names of all peers: the same peer looks the same everywhere.
type styles []string

func newStyles(runs []*bench.Run) (s styles) {
	add := func(peer string, special ...string) {
		if !slices.Contains(special, peer) && !slices.Contains(s, peer) {
			s = append(s, peer)
		}
	}
	for _, r := range runs {
		for _, t := range r.Tables {
			for _, p := range t.Results {
				add(p.Peer, t.Ours, t.Floor)
			}
		}
		for _, l := range r.Ladders {
			for _, p := range l.Lines {
				add(p.Peer, l.Ours)
			}
		}
		for _, d := range r.Distributions {
			for _, p := range d.Lines {
				add(p.Peer, d.Ours, d.Floor)
			}
		}
	}
	return s
}

// of chooses the styles of the peers of a picture with such ours and floor: a
// peer's own, or the next that no other has there.
func (s styles) of(peers []string, ourPeer, floorPeer string) map[string]style {
	chosen := map[string]style{}
	var taken [len(hues)]bool
	known := slices.Clone(peers)
	slices.SortStableFunc(known, func(a, b string) int { return slices.Index(s, a) - slices.Index(s, b) })
	for _, peer := range known {
		switch peer {
		case ourPeer:
			chosen[peer] = style{ours, draw.CircleGlyph{}, true}
			continue
		case floorPeer:
			chosen[peer] = style{floor, floorShape, false}
			continue
		}
		i := max(0, slices.Index(s, peer))
		for tries := 0; taken[i%len(hues)] && tries < len(hues); tries++ {
			i++
		}
		taken[i%len(hues)] = true
		chosen[peer] = style{hues[i%len(hues)], shapes[i%len(shapes)], false}
	}
	return chosen
}

// A legend names styles, above a picture.
type legend []entry

type entry struct {
	name  string
	style style
	point bool // without a line
}

// columns is how many entries stand beside one another.
func (l legend) columns() int {
	widest := vg.Length(0)
	for _, e := range l {
		widest = max(widest, bold(small(ink)).Width(e.name))
	}
	return max(1, min(3, int(inside/(widest+26))))
}

func (l legend) rows() int { return (len(l) + l.columns() - 1) / l.columns() }

func (l legend) height() vg.Length { return lineHeight*vg.Length(l.rows()) + 9 }

func (l legend) draw(to draw.Canvas) {
	n := l.columns()
	for i, e := range l {
		x, y := to.Min.X+vg.Length(i%n)*inside/vg.Length(n), to.Max.Y-3-lineHeight*vg.Length(i/n)
		if !e.point {
			to.StrokeLine2(line(e.style.role, e.style.width()), x, y-6, x+16, y-6)
		}
		to.DrawGlyph(e.style.glyph(), vg.Point{X: x + 8, Y: y - 6})
		text := small(ink)
		if e.style.ours {
			text = bold(text)
		}
		to.FillText(text, vg.Point{X: x + 21, Y: y}, e.name)
	}
}
