//go:build unix

package main

import (
	"fmt"
	"strings"
)

// The flags of go test, by who takes them, and whether they need a value.
var (
	buildFlags = map[string]bool{"gcflags": true, "ldflags": true, "asmflags": true, "tags": true, "mod": true, "covermode": true, "coverpkg": true, "buildmode": true,
		"cover": false, "race": false, "trimpath": false, "a": false, "x": false, "msan": false, "asan": false}
	testFlags = map[string]bool{"run": true, "skip": true, "bench": true, "benchtime": true, "count": true, "cpu": true, "parallel": true, "list": true, "shuffle": true, "fuzz": true,
		"short": false, "v": false, "failfast": false, "benchmem": false, "fullpath": false}
)

// splitFlags divides go test's flags into those for the build and those for
// the test binary, whose names begin with test. there. A flag of a package's own
// has a dot in its name and is written -name=value.
func splitFlags(args []string) (build, test []string, err error) {
	for i := 0; i < len(args); i++ {
		name, value, has := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		if !strings.HasPrefix(args[i], "-") || name == "" {
			return nil, nil, fmt.Errorf("%q behind --: only flags of go test go there", args[i])
		}
		wants, isBuild := buildFlags[name]
		if !isBuild {
			if strings.Contains(name, ".") { // a package's own, as futex.stress
				test = append(test, args[i])
				continue
			}
			var isTest bool
			if wants, isTest = testFlags[name]; !isTest {
				return nil, nil, fmt.Errorf("flag -%s behind --: matrix does not know it", name)
			}
		}
		if wants && !has {
			if i++; i == len(args) {
				return nil, nil, fmt.Errorf("flag -%s behind --: it needs a value", name)
			}
			value, has = args[i], true
		}
		f := "-" + name
		if !isBuild {
			f = "-test." + name
		}
		if has {
			f += "=" + value
		}
		if isBuild {
			build = append(build, f)
		} else {
			test = append(test, f)
		}
	}
	return build, test, nil
}
