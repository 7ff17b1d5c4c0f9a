package main

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"rawthread/bench"
)

// ratioText is a ratio, to three digits.
func ratioText(r float64) string {
	switch {
	case r < 0.09995:
		return fmt.Sprintf("%.3g", r)
	case r < 0.9995:
		return fmt.Sprintf("%.3f", r)
	case r < 9.995:
		return fmt.Sprintf("%.2f", r)
	case r < 99.95:
		return fmt.Sprintf("%.1f", r)
	}
	return count(r)
}

// valueText is a value of a unit: nanoseconds become what is fitting.
func valueText(v float64, unit string) string {
	switch {
	case unit == "ns":
		return strings.Replace(bench.Duration(v), " us", " µs", 1)
	case v >= 999.5:
		return count(v) + " " + unit
	}
	return fmt.Sprintf("%.3g %s", v, unit)
}

// count is a number without a fraction, with commas between thousands.
func count(x float64) string { return message.NewPrinter(language.English).Sprintf("%.0f", x) }

// rangeText is a range of values, with the unit once if it is the same, or
// nothing if both ends read alike.
func rangeText(low, high float64, text func(float64) string) string {
	a, b := text(low), text(high)
	if a == b {
		return ""
	}
	figure, unit, _ := strings.Cut(a, " ")
	if _, other, _ := strings.Cut(b, " "); unit == other {
		a = figure
	}
	return a + " to " + b
}

// unitOf is what stands in parentheses, and what stands before.
func unitOf(s string) (name, unit string) {
	name, unit, _ = strings.Cut(s, "(")
	unit, _, _ = strings.Cut(unit, ")")
	return strings.TrimSpace(name), unit
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// probability is a share of all values.
func probability(p float64) string {
	if p == 1 {
		return "greatest"
	}
	return fmt.Sprintf("%g %%", 100*p)
}
