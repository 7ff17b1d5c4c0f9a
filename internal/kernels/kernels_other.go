//go:build !unix

// Package kernels gets and builds Linux kernels to test on, on Unix systems.
package kernels
