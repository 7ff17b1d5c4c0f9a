// Http serves HTTP: each request is answered on a thread of its own that kthread
// made. Without -listen it asks itself once, and ends.
//
//	CGO_ENABLED=0 go run ./gothread/examples/http [-listen ADDRESS]
//
// With cgo, which net links in where there is a C compiler, the threads are
// the runtime's, each with a goroutine locked to it.
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"

	"rawthread/gothread"
	"rawthread/kthread"
)

func main() {
	listen := flag.String("listen", "", "serve at this address until killed")
	flag.Parse()
	fmt.Println("threads:", gothread.Backend())
	if err := serve(*listen); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(address string) error {
	handler := onThread(http.HandlerFunc(hello))
	if address != "" {
		return http.ListenAndServe(address, handler)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go http.Serve(l, handler)
	r, err := http.Get("http://" + l.Addr().String() + "/gopher")
	if err != nil {
		return err
	}
	defer r.Body.Close()
	_, err = io.Copy(os.Stdout, r.Body)
	return err
}

// onThread has a handler run on a thread of its own.
func onThread(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var panicked any
		t, err := gothread.Spawn(kthread.Config{Name: "handler"}, func() {
			defer func() { panicked = recover() }() // for net/http, which expects it here
			h.ServeHTTP(w, r)
		})
		if err == nil {
			err = t.Join()
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		}
		if panicked != nil {
			panic(panicked)
		}
	})
}

func hello(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "hello %s, from thread %q\n", strings.TrimPrefix(r.URL.Path, "/"), threadName())
}

func threadName() string {
	if runtime.GOOS != "linux" {
		return "?"
	}
	name, _ := os.ReadFile("/proc/thread-self/comm")
	return strings.TrimSpace(string(name))
}
