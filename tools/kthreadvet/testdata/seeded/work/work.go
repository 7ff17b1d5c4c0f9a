// Package work has bodies for another package.
package work

var (
	words []string
	count int
)

func Fill() {
	count++
	words = append(words, "") // want "growslice"
}

func Count() { count++ }
