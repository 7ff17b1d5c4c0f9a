package seeded_test

import (
	"testing"

	"example.com/seeded/helper"
	"rawthread/kthread"
)

var got []int

func TestBody(t *testing.T) {
	t.Run("bad", func(t *testing.T) {
		kthread.Go(func() { got = append(got, 1) }) // want "growslice"
	})
	t.Run("good", func(t *testing.T) {
		kthread.Go(func() { got[0] = 1 })
	})
}

func unusedHelper() {
	helper.Run(func() { got = nil; t = new(int) }) // want "body example.com/seeded_test.unusedHelper"
}

var t *int
