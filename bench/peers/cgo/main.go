//go:build ignore

// Peers in Go with cgo: peers OPERATION N [ARG] does it N times and prints
// nanoseconds.
package main

/*
#cgo CFLAGS: -O2 -pthread
#cgo LDFLAGS: -pthread
#include <pthread.h>

static void *nothing(void *unused) { return unused; }

static int create(pthread_t *t, size_t stack) {
	pthread_attr_t attr;
	pthread_attr_init(&attr);
	int failed = pthread_attr_setstacksize(&attr, stack);
	if (failed == 0)
		failed = pthread_create(t, &attr, nothing, NULL);
	pthread_attr_destroy(&attr);
	return failed;
}

extern void nothingInGo(void);

// A C thread that calls Go n times.
static void *calls(void *n) {
	for (long i = *(long *)n; i > 0; i--)
		nothingInGo();
	return n;
}

static int createCalls(pthread_t *t, long *n) { return pthread_create(t, NULL, calls, n); }

static int join(pthread_t *t) { return pthread_join(*t, NULL); }
*/
import "C"

import (
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"
)

// spawn creates and joins threads of the C library, by two calls each.
func spawn(n, kib int) {
	t := new(C.pthread_t)
	for range n {
		if C.create(t, C.size_t(kib)<<10) != 0 || C.join(t) != 0 {
			panic("pthread_create or pthread_join failed")
		}
	}
}

//export nothingInGo
func nothingInGo() {}

// callbacks has a thread of the C library call Go n times.
func callbacks(n int) {
	t, calls := new(C.pthread_t), new(C.long)
	*calls = C.long(n)
	if C.createCalls(t, calls) != 0 || C.join(t) != 0 {
		panic("pthread_create or pthread_join failed")
	}
}

func main() {
	n, _ := strconv.Atoi(os.Args[2])
	arg, _ := strconv.Atoi(os.Args[3])
	start := time.Now()
	switch os.Args[1] {
	case "spawn":
		spawn(n, arg)
	case "spawners":
		var all sync.WaitGroup
		for range arg {
			all.Go(func() { spawn((n+arg-1)/arg, 64) })
		}
		all.Wait()
	case "callbacks":
		callbacks(n)
	case "spawncalls":
		for range n {
			callbacks(1)
		}
	default:
		panic("no operation " + os.Args[1])
	}
	fmt.Println(time.Since(start).Nanoseconds())
}
