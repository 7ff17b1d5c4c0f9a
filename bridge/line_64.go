//go:build !(amd64 || arm64 || ppc64 || ppc64le || s390x)

package bridge

// lineSize is how far apart words must lie that different CPUs write.
const lineSize = 64
