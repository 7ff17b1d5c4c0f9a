package mutation

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestMutantsHere builds every fourth mutant for the machine that it runs on.
// Command mutate takes all, for all architectures.
func TestMutantsHere(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getenv("RAWTHREAD_EMULATOR") != "" {
		t.Skip("mutants are built where the go command and Linux run, not under an emulator")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("mutants are built by the go command: ", err)
	}
	if testing.Short() {
		t.Skip("builds an executable for every mutant")
	}
	b, err := NewBuilder(runtime.GOARCH, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	switch failures, err := b.Intact(t.Context()); {
	case err != nil:
		t.Fatal(err)
	case len(failures) > 0:
		t.Fatal("the assembly as it is: ", failures)
	}
	for i, m := range Mutants {
		if i%4 != 0 || !m.Applies(runtime.GOARCH) {
			continue
		}
		switch failures, err := b.Check(t.Context(), m); {
		case err != nil:
			t.Error(m.Name, ": ", err)
		case len(failures) == 0:
			t.Error(m.Name, ": not caught")
		}
	}
}

// TestTexts makes every mutant's text of every architecture, which needs only
// the sources.
func TestTexts(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	for _, arch := range Architectures {
		for _, m := range Mutants {
			if !m.Applies(arch) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(root, m.pkg, "asm_"+syntaxes[arch].file+".s"))
			if err != nil {
				t.Skip("no sources here: ", err)
			}
			broken, err := m.Text(string(text), arch)
			if err != nil {
				t.Errorf("%s: %s: %v", arch, m.Name, err)
				continue
			}
			if strings.Count(broken, "TEXT ") != strings.Count(string(text), "TEXT ") {
				t.Errorf("%s: %s: the functions are not the same any more", arch, m.Name)
			}
		}
	}
}
