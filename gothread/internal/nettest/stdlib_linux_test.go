package nettest

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rawthread/gothread"
	"rawthread/internal/reexec"
	"rawthread/kthread"
)

// TestHTTP has servers and clients on threads.
func TestHTTP(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// The handler itself runs on a thread of its own.
		run(kthread.Config{Name: "handler"}, func() { fmt.Fprint(w, "hello ", r.URL.Path) })
	})}
	var all sync.WaitGroup
	all.Go(func() {
		run(kthread.Config{Name: "server"}, func() {
			if err := server.Serve(listener); err != http.ErrServerClosed {
				t.Error(err)
			}
		})
	})
	var clients sync.WaitGroup
	for c := range 8 {
		clients.Go(func() {
			run(kthread.Config{Name: "client"}, func() {
				client := &http.Client{Transport: &http.Transport{}}
				defer client.CloseIdleConnections()
				for i := range few(50, 3) {
					r, err := client.Get(fmt.Sprintf("http://%v/%d/%d", listener.Addr(), c, i))
					if err != nil {
						t.Error(err)
						return
					}
					body, err := io.ReadAll(r.Body)
					r.Body.Close()
					if want := fmt.Sprintf("hello /%d/%d", c, i); string(body) != want || err != nil {
						t.Errorf("%q, %v; want %q", body, err, want)
					}
				}
			})
		})
	}
	clients.Wait()
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	all.Wait()
}

const echoVar = "RAWTHREAD_ECHO"

// TestMain has a process of TestExec's write its last arguments.
func TestMain(m *testing.M) {
	if os.Getenv(echoVar) != "" {
		fmt.Println(strings.Join(os.Args[len(os.Args)-2:], " "))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// echo is this program as one that writes its arguments.
func echo(args ...string) *exec.Cmd {
	cmd := reexec.Command(args...)
	cmd.Env = append(os.Environ(), echoVar+"=1")
	return cmd
}

// TestExec starts programs from threads.
func TestExec(t *testing.T) {
	for range few(20, 2) {
		var outs [4]string
		var all sync.WaitGroup
		for i := range outs {
			all.Go(func() {
				run(kthread.Config{}, func() {
					out, err := echo("from thread", fmt.Sprint(i)).Output()
					if err != nil {
						out = []byte(err.Error())
					}
					outs[i] = strings.TrimSpace(string(out))
				})
			})
		}
		all.Wait()
		for i, out := range outs {
			if want := fmt.Sprintf("from thread %d", i); out != want {
				t.Errorf("%q, want %q", out, want)
			}
		}
	}
}

// TestStdlib has threads do what the standard library does with goroutines,
// timers, files and names.
func TestStdlib(t *testing.T) {
	var lookup error
	var name string
	var fired, ticks int
	run(kthread.Config{}, func() {
		_, lookup = net.LookupHost("localhost")
		if u, err := user.Current(); err == nil {
			name = u.Uid
		}
		select {
		case <-time.After(time.Millisecond):
			fired++
		case <-time.After(time.Minute):
		}
		ticker := time.NewTicker(time.Millisecond)
		defer ticker.Stop()
		for range 5 {
			<-ticker.C
			ticks++
		}
	})
	if lookup != nil {
		t.Log("localhost: ", lookup)
	}
	if name == "" || fired != 1 || ticks != 5 {
		t.Errorf("user %q, %d timers, %d ticks", name, fired, ticks)
	}
}

// few is n, or less where a program or a whole machine is emulated.
func few(n, less int) int {
	if os.Getenv("RAWTHREAD_EMULATOR") != "" || os.Getenv("RAWTHREAD_KERNEL") != "" {
		return less
	}
	return n
}

// run spawns a thread and joins it.
func run(cfg kthread.Config, body func()) {
	th, err := gothread.Spawn(cfg, body)
	if err == nil {
		err = th.Join()
	}
	if err != nil {
		panic(err)
	}
}

// TestSetegid has package gothread, which refers to a word of cgo's, leave it as it
// is where cgo is linked in.
func TestSetegid(t *testing.T) {
	if gothread.Backend().Raw {
		t.Skip("no cgo: TestCredentials of package gothread has it")
	}
	if err := syscall.Setegid(syscall.Getegid()); err != nil {
		t.Error(err)
	}
}

func TestBackend(t *testing.T) { t.Log(gothread.Backend()) }
