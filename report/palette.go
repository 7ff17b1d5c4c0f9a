package main

import (
	"fmt"
	"image/color"
	"strings"
)

// A role is what a colour is for. Pictures name it as a CSS variable, which a
// page or the picture itself sets by the reader's scheme.
type role struct{ name, light, dark string }

// The roles of the pictures. Their light colours differ from one another: by
// them a picture's colours are found again.
var (
	ink   = role{"ink", "#1f2328", "#e6edf3"}
	muted = role{"muted", "#57606b", "#9aa5b1"}
	grid  = role{"grid", "#dde2e8", "#2f3742"}
	floor = role{"floor", "#444c56", "#c3ccd6"}
	goal  = role{"goal", "#12813a", "#4ac26b"}
	ours  = role{"ours", "#0a5fd6", "#6cb0ff"}
	other = role{"other", "#93a0ae", "#6a7786"}
)

// hues are those of the lines of peers.
var hues = [8]role{
	{"hue0", "#c2540a", "#ff9b5c"}, {"hue1", "#0b857a", "#4fd1c5"}, {"hue2", "#9a7000", "#e3b341"}, {"hue3", "#a6301d", "#ff8f7a"},
	{"hue4", "#8138e0", "#c8a2ff"}, {"hue5", "#bd2289", "#ff7ac6"}, {"hue6", "#4d7c0f", "#a3d977"}, {"hue7", "#5b5b8f", "#adb0e6"},
}

// pageRoles are the roles of the page besides.
var pageRoles = []role{
	{"back", "#f4f6f8", "#0d1117"}, {"card", "#ffffff", "#161b22"}, {"bad", "#b3261e", "#ff8f85"},
}

func chartRoles() []role {
	return append([]role{ink, muted, grid, floor, goal, ours, other}, hues[:]...)
}

// variables are the CSS that sets the variables of roles.
func variables(roles []role) string {
	var light, dark strings.Builder
	for _, r := range roles {
		fmt.Fprintf(&light, "--%s:%s;", r.name, r.light)
		fmt.Fprintf(&dark, "--%s:%s;", r.name, r.dark)
	}
	return fmt.Sprintf(":root{%s}@media(prefers-color-scheme:dark){:root{%s}}", &light, &dark)
}

// color is the role's colour for the plotting library.
func (r role) color() color.Color {
	var c color.RGBA
	fmt.Sscanf(r.light, "#%02x%02x%02x", &c.R, &c.G, &c.B)
	c.A = 255
	return c
}

// named replaces the light colours of a picture by the variables.
func named(svg string) string {
	var pairs []string
	for _, r := range chartRoles() {
		pairs = append(pairs, r.light, "var(--"+r.name+")", strings.ToUpper(r.light), "var(--"+r.name+")")
	}
	return strings.NewReplacer(pairs...).Replace(svg)
}
