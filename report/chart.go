package main

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// width is that of all pictures: a phone shows them as they are, larger screens
// larger.
const width = vg.Length(340)

// inside is the width that is drawn on, between margins: letters have overhangs.
const (
	margin = vg.Length(2)
	inside = width - 2*margin
)

// lineHeight is that of small text.
const lineHeight = vg.Length(15)

// A chart is a picture.
type chart struct {
	id     string // also the name of its file
	title  string
	doc    string // what is shown, for the picture alone
	desc   string // what it shows in words, figures among them
	height vg.Length
	draw   func(draw.Canvas)
}

// small is the style of text.
func small(r role) text.Style {
	return text.Style{Color: r.color(), Font: font.From(plot.DefaultFont, 11), XAlign: text.XLeft, YAlign: text.YTop, Handler: plot.DefaultTextHandler}
}

func init() { plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"} }

func bold(s text.Style) text.Style {
	s.Font.Weight = xfont.WeightBold
	return s
}

// inline is the picture for a page, which sets the colours.
func (c *chart) inline() string { return c.svg(c.height, c.draw, "") }

// file is the picture by itself: with a heading, and its colours.
func (c *chart) file() string {
	lines := wrap(small(muted), c.doc, inside)
	head := lineHeight*vg.Length(len(lines)) + 28
	return c.svg(c.height+head, func(to draw.Canvas) {
		y := to.Max.Y - 4
		to.FillText(bold(sized(small(ink), 13)), vg.Point{X: to.Min.X, Y: y}, c.title)
		y -= 18
		for _, line := range lines {
			to.FillText(small(muted), vg.Point{X: to.Min.X, Y: y}, line)
			y -= lineHeight
		}
		c.draw(draw.Crop(to, 0, 0, 0, -head))
	}, "<style>"+variables(chartRoles())+"</style>\n")
}

func sized(s text.Style, size vg.Length) text.Style {
	s.Font.Size = size
	return s
}

var (
	svgHead = regexp.MustCompile(`(?s)^.*?<svg[^>]*>\n?`)
	fonts   = regexp.MustCompile(`font-family:[^;"]*;font-variant:[^;"]*;`)
	plain   = strings.NewReplacer("font-weight:normal;", "", "font-style:normal;", "", "font-weight:normal", "", "font-style:normal", "", "style=\"\"", "", "\n\tstyle", " style")
)

// svg has the library draw, and makes its text one with a title, a description
// and the colours' names.
func (c *chart) svg(height vg.Length, paint func(draw.Canvas), style string) string {
	canvas := vgsvg.New(width, height)
	paint(draw.Crop(draw.New(canvas), margin, -margin, 0, 0))
	var b bytes.Buffer
	canvas.WriteTo(&b) // into memory
	body := svgHead.ReplaceAllString(b.String(), "")
	body = named(plain.Replace(fonts.ReplaceAllString(body, "")))
	body = said.ReplaceAllStringFunc(body, fixed)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="%s-title %s-desc" font-family="'Liberation Sans', Arial, Helvetica, sans-serif">
<title id="%s-title">%s</title>
<desc id="%s-desc">%s</desc>
%s%s`, width, height, width, height, c.id, c.id, c.id, html.EscapeString(c.title), c.id, html.EscapeString(c.desc), style, body)
}

// said is a text of a picture.
var said = regexp.MustCompile(`<text ([^>]*style="(font-weight:bold;)?font-size:(\d+)px[^>]*)>([^<]*)</text>`)

// fixed gives a text the width that it was laid out with, since the reader's
// machine may lack the font.
func fixed(element string) string {
	m := said.FindStringSubmatch(element)
	style := small(ink)
	if m[2] != "" {
		style = bold(style)
	}
	size, _ := strconv.Atoi(m[3]) // digits
	wide := sized(style, vg.Length(size)).Width(html.UnescapeString(m[4]))
	return fmt.Sprintf(`<text %s textLength="%.1f" lengthAdjust="spacingAndGlyphs">%s</text>`, m[1], wide, m[4])
}

// wrap breaks text into lines of a width.
func wrap(style text.Style, s string, most vg.Length) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(s) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && style.Width(longer) > most {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// under draws what an axis is, in the middle below a plot, and returns the room
// for the plot. (The library would take the middle of a log axis for another
// place, and leave room for it there.)
func under(to draw.Canvas, what string) draw.Canvas {
	style := small(muted)
	style.XAlign, style.YAlign = text.XCenter, text.YBottom
	to.FillText(style, vg.Point{X: (to.Min.X + to.Max.X) / 2, Y: to.Min.Y + 3}, what)
	return draw.Crop(to, 0, 0, lineHeight, 0)
}

// newPlot is a plot with our styles, and lines of a grid at the ticks of its
// axes.
func newPlot() *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Color, a.Tick.Color = muted.color(), muted.color()
		a.LineStyle.Width, a.Tick.LineStyle.Width, a.Tick.Length = 0.75, 0.75, 3
		a.Padding = 2
		a.Tick.Label.Font, a.Tick.Label.Color = small(ink).Font, muted.color()
	}
	return p
}
