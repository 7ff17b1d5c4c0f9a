// Package helper starts bodies of other packages.
package helper

import "rawthread/kthread"

func Run(body func()) { kthread.Go(body) }
