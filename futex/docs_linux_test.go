package futex_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocs: the tests that docs/futex.md names are there, and each test of the
// selftests is named.
func TestDocs(t *testing.T) {
	docs, err := os.ReadFile(filepath.Join("..", "docs", "futex.md"))
	if err != nil {
		t.Skipf("the module's source is not here: %v", err)
	}
	files, err := filepath.Glob("*_test.go")
	if err != nil || len(files) == 0 {
		t.Skipf("the package's source is not here: %v", err)
	}
	there := map[string]bool{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)`).FindAllStringSubmatch(string(text), -1) {
			there[m[1]] = true
		}
	}
	named := map[string]bool{}
	for _, name := range regexp.MustCompile(`\bTest[A-Z]\w+`).FindAllString(string(docs), -1) {
		named[name] = true
		if !there[name] {
			t.Errorf("docs/futex.md names %s, which is no test of this package", name)
		}
	}
	for name := range there {
		if (strings.HasPrefix(name, "TestSelftest") || strings.HasPrefix(name, "TestLTP")) && !named[name] {
			t.Errorf("docs/futex.md does not name %s", name)
		}
	}
}
