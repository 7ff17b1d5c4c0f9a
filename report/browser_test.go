package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"rawthread/bench"
)

var (
	shots   = flag.String("shots", "", "keep pictures of the pages that the browser shows in this folder")
	realRun = flag.String("json", "", "have the browser show the page of this run, and not that of the fixture")
)

// browser finds Chromium, or skips the test.
func browser(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium in PATH: neither chromium nor chromium-browser nor google-chrome")
	return ""
}

// faults.js looks at a page: what it returns is wrong with it.
//
//go:embed testdata/faults.js
var faultsJS string

// TestInBrowser looks at the page as a reader sees it: on a phone and a desktop,
// light and dark.
func TestInBrowser(t *testing.T) {
	chromium := browser(t)
	names, before := files(t, fixtures()), ""
	if *realRun != "" {
		names = strings.Split(*realRun, ",")
	} else {
		before = filepath.Join(t.TempDir(), "before.json")
		old := fixture("amd64", 5)
		old.Tables[0] = table("SpawnJoin64KiB", "", "kthread", 22_000, 5, bench.Goal{}, known{"kernel alone", 1}, known{"kthread", 2})
		old.Tables[1] = table("PoolDispatch", "", "kthread.Pool", 22_000, 5, bench.Goal{}, known{"kernel alone", 1}, known{"kthread.Pool", 0.01})
		if err := old.WriteFile(before); err != nil {
			t.Fatal(err)
		}
	}
	out := t.TempDir()
	if _, err := run(out, before, names); err != nil {
		t.Fatal(err)
	}
	shown, err := read(names[0])
	if err != nil {
		t.Fatal(err)
	}

	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.WSURLReadTimeout(2*time.Minute), chromedp.UserDataDir(t.TempDir()))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	defer stop()
	first, stop := chromedp.NewContext(allocator)
	defer stop()
	if err := chromedp.Do(first); err != nil {
		t.Fatalf("Chromium did not start: %v", err)
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1280, 390} {
			t.Run(fmt.Sprintf("%s-%d", scheme, width), func(t *testing.T) {
				ctx, stop := chromedp.NewContext(first)
				defer stop()
				look(t, ctx, filepath.Join(out, pageName), scheme, width, shown)
			})
		}
	}
	pictures, err := filepath.Glob(filepath.Join(out, "bench-*.svg"))
	if err != nil || len(pictures) == 0 {
		t.Fatal("no pictures", err)
	}
	for _, file := range pictures {
		t.Run(filepath.Base(file), func(t *testing.T) {
			ctx, stop := chromedp.NewContext(first)
			defer stop()
			said := open(t, ctx, file, "light", 800)
			faults, err := chromedp.Run(ctx, chromedp.Evaluate[[]string]("("+faultsJS+")(true)"))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range append(faults, said()...) {
				t.Error(f)
			}
			keep(t, ctx, filepath.Base(file))
		})
	}
}

// open shows a file, and returns what finds out what the console said and what
// was asked of the network.
func open(t *testing.T, ctx context.Context, file, scheme string, width int64) (said func() []string) {
	var mu sync.Mutex
	var faults []string
	add := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		faults = append(faults, fmt.Sprintf(format, args...))
	}
	url := "file://" + file
	err := chromedp.Listen(ctx, func(e any) {
		switch e := e.(type) {
		case *runtime.EventConsoleAPICalled:
			add("the console says %s", e.Type)
		case *runtime.EventExceptionThrown:
			add("exception: %v", e.ExceptionDetails)
		case *log.EventEntryAdded:
			add("the log says %s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)
		case *network.EventRequestWillBeSent:
			if e.Request.URL != url && !strings.HasPrefix(e.Request.URL, "data:") {
				add("a request for %s", e.Request.URL)
			}
		}
	})
	if err != nil {
		t.Fatal(file, err)
	}
	scale := []chromedp.EmulateViewportOption{chromedp.EmulateScale(1)}
	if width < 600 {
		scale = append(scale, chromedp.EmulateMobile)
	}
	err = chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, a := cdp.Call(ctx, target, network.Enable, network.EnableParams{})
		_, b := cdp.Call(ctx, target, log.Enable, cdp.Empty{})
		_, c := cdp.Call(ctx, target, runtime.Enable, cdp.Empty{})
		_, d := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return errors.Join(a, b, c, d)
	}), chromedp.EmulateViewport(width, 900, scale...), chromedp.Navigate(url))
	if err != nil {
		t.Fatal(file, err)
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return faults
	}
}

// keep keeps a picture of what is shown, if -shots says where.
func keep(t *testing.T, ctx context.Context, name string) {
	if *shots == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// look opens the page, and checks all that can be.
func look(t *testing.T, ctx context.Context, file, scheme string, width int64, shown *bench.Run) {
	said := open(t, ctx, file, scheme, width)
	faults, err := chromedp.Run(ctx, chromedp.Evaluate[[]string]("("+faultsJS+")(false)"))
	if err != nil {
		t.Fatal(err)
	}
	cards, err := chromedp.Run(ctx, chromedp.Evaluate[[]shownCard](cardsJS))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(faults, said()...) {
		t.Error(f)
	}
	compareCards(t, cards, shown)
	keep(t, ctx, fmt.Sprintf("%s-%d", scheme, width))
}
