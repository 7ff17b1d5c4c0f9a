//go:build unix

package debian

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A Root is a state of apt's in a folder of its own: the indexes of a few
// suites for one architecture, and what was downloaded by them.
type Root struct {
	dir    string
	suite  string // the first, which packages are taken from if it has them
	config []string
}

// With opens a Root for suites of one architecture in dir, from the first of
// the machine's sources that serves them, and calls use. If that does well it
// removes dir; else dir stays, and the next call goes on from what is there.
func With(dir, arch string, suites []string, use func(*Root) error) error {
	sources, err := Sources()
	if err != nil {
		return err
	}
	var failures []error
	for _, s := range sources {
		r, err := open(dir, s, arch, suites)
		if err == nil {
			err = use(r)
		}
		if err == nil {
			return os.RemoveAll(dir)
		}
		failures = append(failures, err)
	}
	return fmt.Errorf("from Debian (%s): %w", strings.Join(suites, " and "), errors.Join(failures...))
}

// open writes what apt needs into dir and gets the indexes.
func open(dir string, s Source, arch string, suites []string) (*Root, error) {
	for _, d := range []string{"lists/partial", "cache/archives/partial", "debs"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			return nil, err
		}
	}
	var list strings.Builder
	for _, suite := range suites {
		fmt.Fprintf(&list, "deb [arch=%s signed-by=%s] %s %s main\n", arch, s.key, s.uri, suite)
	}
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(in("sources.list"), []byte(list.String()), 0o644); err != nil {
		return nil, err
	}
	if err := os.WriteFile(in("status"), nil, 0o644); err != nil { // nothing is installed
		return nil, err
	}
	r := &Root{dir: dir, suite: suites[0]}
	for _, option := range []string{
		"Dir::Etc::SourceList=" + in("sources.list"), "Dir::Etc::SourceParts=/dev/null", "Dir::Etc::PreferencesParts=/dev/null", "Dir::Etc::Preferences=/dev/null",
		"Dir::State::Lists=" + in("lists"), "Dir::State::status=" + in("status"), "Dir::State::extended_states=" + in("extended_states"),
		"Dir::Cache=" + in("cache"), "Dir::Cache::archives=archives/", "Debug::NoLocking=1",
		"APT::Architecture=" + arch, "APT::Architectures=" + arch, "Acquire::Languages=none", "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false",
	} {
		r.config = append(r.config, "-o", option)
	}
	if os.Geteuid() == 0 {
		r.config = append(r.config, "-o", "APT::Sandbox::User=root")
	}
	return r, r.update()
}

// update gets the indexes. The signature has to be right; an index that is past
// its date, as an archive of old packages may give, is taken all the same.
func (r *Root) update() error {
	err := Run(r.dir, "apt-get", append(r.config, "-q", "update", "-o", "APT::Update::Error-Mode=any")...)
	if err == nil || !strings.Contains(err.Error(), "is expired") && !strings.Contains(err.Error(), "not valid yet") {
		return err
	}
	r.config = append(r.config, "-o", "Acquire::Check-Valid-Until=false", "-o", "Acquire::Check-Date=false")
	return Run(r.dir, "apt-get", append(r.config, "-q", "update", "-o", "APT::Update::Error-Mode=any")...)
}

// Names returns the names of all packages that begin with prefix.
func (r *Root) Names(prefix string) ([]string, error) {
	out, err := output(r.dir, "apt-cache", append(r.config, "pkgnames", prefix)...)
	return strings.Fields(string(out)), err
}

// Download gets one package and returns its file.
func (r *Root) Download(name string) (deb string, err error) {
	debs := filepath.Join(r.dir, "debs")
	if err := Run(debs, "apt-get", append(r.config, "-q", "download", name)...); err != nil {
		return "", err
	}
	found, _ := filepath.Glob(filepath.Join(debs, name+"_*.deb"))
	if len(found) != 1 {
		return "", fmt.Errorf("apt-get download left %d files of %s", len(found), name)
	}
	return found[0], nil
}

// Closure gets packages and all that they depend on, down to the C library, and
// returns their files.
func (r *Root) Closure(names ...string) (debs []string, err error) {
	args := append(r.config, "-q", "-y", "--no-install-recommends", "--download-only", "-t", r.suite, "install")
	if err := Run(r.dir, "apt-get", append(args, names...)...); err != nil {
		return nil, err
	}
	return filepath.Glob(filepath.Join(r.dir, "cache", "archives", "*.deb"))
}
