package main

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// A ticker names the ticks of an axis.
type ticker func(low, high float64) []plot.Tick

// Ticks makes a ticker a [plot.Ticker].
func (t ticker) Ticks(low, high float64) []plot.Tick { return t(low, high) }

// logTicks are at the powers of ten and, where these are few, between them.
func logTicks(text func(float64) string) ticker {
	return func(low, high float64) (ticks []plot.Tick) {
		decades := math.Log10(high / low)
		steps := []float64{1}
		switch {
		case decades < 1.2:
			steps = []float64{1, 1.5, 2, 3, 4, 5, 7}
		case decades < 2.3:
			steps = []float64{1, 2, 5}
		}
		for e := math.Floor(math.Log10(low)); e <= math.Ceil(math.Log10(high)); e++ {
			for _, s := range steps {
				if v, _ := strconv.ParseFloat(fmt.Sprintf("%ge%.0f", s, e), 64); v >= low*0.999 && v <= high*1.001 {
					ticks = append(ticks, plot.Tick{Value: v, Label: text(v)})
				}
			}
		}
		return ticks
	}
}

// evenTicks are at some five round numbers; + 0 makes -0 zero.
func evenTicks(text func(float64) string) ticker {
	return func(low, high float64) (ticks []plot.Tick) {
		step := math.Pow(10, math.Floor(math.Log10((high-low)/3)))
		for _, more := range []float64{2, 2.5, 2} { // 2, 5, 10
			if (high-low)/step > 5.5 {
				step *= more
			}
		}
		for i := math.Ceil(low/step-1e-9) + 0; i*step <= high*1.0001; i++ {
			v := math.Round(i*step*1e9) / 1e9
			ticks = append(ticks, plot.Tick{Value: v, Label: text(v)})
		}
		return ticks
	}
}

// logRange widens a range of positive numbers to a range for a log axis, of no
// less than a factor of four.
func logRange(low, high float64) (float64, float64) {
	low, high = low/1.15, high*1.15
	if high < 4*low {
		middle := math.Sqrt(low * high)
		low, high = middle/2, middle*2
	}
	return low, high
}

// extent is the least and the greatest of numbers.
type extent struct{ low, high float64 }

func noExtent() extent { return extent{math.Inf(1), math.Inf(-1)} }

func (e *extent) add(xs ...float64) {
	for _, x := range xs {
		e.low, e.high = min(e.low, x), max(e.high, x)
	}
}

// addPositive adds those of the numbers that a log axis can show.
func (e *extent) addPositive(xs ...float64) {
	for _, x := range xs {
		if x > 0 {
			e.add(x)
		}
	}
}
