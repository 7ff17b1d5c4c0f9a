//go:build !unix

// Package emulator finds QEMU user-mode emulators, on Unix systems.
package emulator
