//go:build !unix

// Package debian gets packages from Debian, on Unix systems.
package debian
