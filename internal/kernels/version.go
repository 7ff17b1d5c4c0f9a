//go:build unix

package kernels

import (
	"slices"
	"strings"
)

// newest returns the package of the newest kernel of a flavour. Where a suite
// parts the image from the rest, linux-binary has it.
func newest(names []string, flavour string) string {
	for _, prefix := range []string{"linux-binary-", "linux-image-"} {
		var some []string
		for _, n := range names {
			version, ok := strings.CutPrefix(n, prefix)
			version, flavoured := strings.CutSuffix(version, "-"+flavour)
			// Longer flavours end in this one: amd64 has rt-amd64 beside it.
			if ok && flavoured && digits(version) != "" && digits(version[len(version)-1:]) != "" {
				some = append(some, n)
			}
		}
		if len(some) > 0 {
			return slices.MaxFunc(some, compareVersions)
		}
	}
	return ""
}

// compareVersions orders names with numbers in them by these.
func compareVersions(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		switch {
		case x == "" || y == "":
			if a[0] != b[0] {
				return int(a[0]) - int(b[0])
			}
			a, b = a[1:], b[1:]
		case x != y:
			if len(x) != len(y) {
				return len(x) - len(y)
			}
			return strings.Compare(x, y)
		default:
			a, b = a[len(x):], b[len(y):]
		}
	}
	return len(a) - len(b)
}

// digits returns the digits that s begins with.
func digits(s string) string { return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))] }
