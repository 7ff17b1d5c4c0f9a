//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// summarizeKernels prints the results, and writes them to a file if that is
// wanted.
func summarizeKernels(rows []*machineRow, o *options) error {
	var plain []*row
	for _, r := range rows {
		plain = append(plain, r.row)
	}
	var out bytes.Buffer
	err := summary(os.Stderr, io.MultiWriter(os.Stdout, &out), plain, o, func(w io.Writer) { kernelTable(w, rows) })
	for _, r := range rows {
		if r.log != "" {
			say("%s: its console is kept in %s", r.arch, r.log)
		}
	}
	if o.results == "" {
		return err
	}
	if werr := os.MkdirAll(filepath.Dir(o.results), 0o755); werr != nil {
		return werr
	}
	if werr := os.WriteFile(o.results, results(rows, out.String()), 0o644); werr != nil {
		return werr
	}
	return err
}

// kernelTable prints a line for each target.
func kernelTable(out io.Writer, rows []*machineRow) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "target\tkernel\tpage size\tpassed\tfailed\tskipped\tseconds")
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r.columns(), "\t"))
	}
	w.Flush()
}

// columns are a target's line in the table.
func (r *machineRow) columns() []string {
	passed, failed, skipped := 0, 0, 0
	for _, c := range r.cells {
		passed, failed, skipped = passed+c.passed, failed+c.failed, skipped+c.skipped
		if c.err != nil && c.failed == 0 {
			failed++
		}
	}
	release, page := "did not boot", "-"
	switch {
	case r.leftOut != "":
		release = "left out"
	case r.release != "":
		release, page = r.release, fmt.Sprintf("%d KiB", r.page/1024)
	}
	return []string{r.arch, release, page, fmt.Sprint(passed), fmt.Sprint(failed), fmt.Sprint(skipped), fmt.Sprintf("%.0f", r.elapsed.Seconds())}
}

// results is a Markdown file with the table, and all that was said behind it.
func results(rows []*machineRow, said string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# The suite on real Linux kernels\n\nWritten by `go run ./cmd/matrix test -kernel -o FILE` on %s, with %s, in QEMU's machines (TCG).\n[How, and what differs from the emulator](../kernels.md).\n\n",
		time.Now().Format(time.DateOnly), runtime.Version())
	b.WriteString("| target | kernel | page size | passed | failed | skipped | seconds |\n|---|---|---|--:|--:|--:|--:|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(r.columns(), " | "))
	}
	b.WriteString("\n## Skips and failures, with their reasons\n\n```\n")
	var table bytes.Buffer
	kernelTable(&table, rows)
	b.WriteString(strings.TrimSpace(strings.Replace(said, table.String(), "", 1)))
	b.WriteString("\n```\n")
	return b.Bytes()
}
