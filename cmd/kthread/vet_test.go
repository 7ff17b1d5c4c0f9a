package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestVetWithoutTools calls vet where it can't find its tool: the error must say
// what to do. What the tool finds is tested beside it.
func TestVetWithoutTools(t *testing.T) {
	if os.Getenv("RAWTHREAD_EMULATOR") != "" {
		t.Skip("needs the go command, which is the host's")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("needs the go command: ", err)
	}
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("GOWORK", "off")
	dir := t.TempDir()
	t.Chdir(dir)
	write := func(name, text string) {
		os.MkdirAll(filepath.Dir(name), 0o777)
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	vetSays := func(want string) {
		t.Helper()
		var errs bytes.Buffer
		if status := run([]string{"vet", "./..."}, io.Discard, &errs); status != 2 || !strings.Contains(errs.String(), want) {
			t.Errorf("status %d, stderr %q; want 2, and %q", status, &errs, want)
		}
	}
	write("go.mod", "module example.com/user\n\ngo 1.26\n")
	vetSays("finding module rawthread from here")
	write("go.mod", "module example.com/user\n\ngo 1.26\n\nrequire rawthread v0.3.0\n\nreplace rawthread => ./core\n")
	write("core/go.mod", "module rawthread\n\ngo 1.26\n")
	vetSays("go run rawthread/tools/kthreadvet@v0.3.0")
	write("core/tools/go.mod", "module rawthread/tools\n\ngo 1.26\n")
	write("core/tools/kthreadvet/main.go", "package main\n\nfunc main() { nothing() }\n")
	vetSays("undefined: nothing")
}
