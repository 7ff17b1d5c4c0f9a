//go:build amd64 || arm64 || ppc64 || ppc64le

package bridge

// lineSize is how far apart words must lie that different CPUs write. On amd64
// two lines of 64 bytes are fetched as a pair; arm64 and ppc64 CPUs have lines
// of up to 128 bytes.
const lineSize = 128
