//go:build unix

package debian

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestParseTargets(t *testing.T) {
	out := []byte("http://mirror/debian/ /keys/a.gpg Debian\nhttp://mirror/debian/ /keys/a.gpg Debian\n" +
		"http://mirror/debian-security/ /keys/a.gpg Debian\nhttps://other/apt  Other\nhttp://second/debian\n")
	got := parseTargets(out)
	want := []Source{{"http://mirror/debian/", "/keys/a.gpg"}, {"http://second/debian", keyring}}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("parseTargets = %v, want %v", got, want)
	}
}

func TestRunSaysWhatFailed(t *testing.T) {
	err := Run(t.TempDir(), filepath.Join(t.TempDir(), "nonexistent"))
	if err == nil || !strings.Contains(err.Error(), "nonexistent") {
		t.Errorf("Run: %v", err)
	}
}

func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "lock")
	for range 2 { // it can be had again
		unlock, err := Lock(path)
		if err != nil {
			t.Fatal(err)
		}
		unlock()
	}
}
