package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// goSource returns the src folder of the Go tree.
func goSource(ctx context.Context) (string, error) {
	root := ""
	if out, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output(); err == nil {
		root = strings.TrimSpace(string(out))
	}
	if root == "" {
		root = os.Getenv("GOROOT")
	}
	if root == "" {
		return "", errors.New("no Go tree to count: there is no go command, and no GOROOT; give a DIR")
	}
	src := filepath.Join(root, "src")
	if _, err := os.Stat(src); err != nil {
		return "", fmt.Errorf("no Go tree to count: %w; give a DIR", err)
	}
	return src, nil
}

// list returns the regular files below dir that have bytes, their size, and how
// many have none. It follows no links but dir itself.
func (s *session) list(dir string) (paths []string, size uint64, empty int, err error) {
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, 0, 0, err
	}
	if info, err := os.Stat(root); err != nil {
		return nil, 0, 0, err
	} else if !info.IsDir() {
		return nil, 0, 0, fmt.Errorf("%s is not a directory", dir)
	}
	filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if s.ctx.Err() != nil {
			return fs.SkipAll
		}
		if err == nil && d.Type().IsRegular() {
			var info fs.FileInfo
			if info, err = d.Info(); err == nil && info.Size() > 0 {
				paths = append(paths, path)
				size += uint64(info.Size())
			} else if err == nil {
				empty++
			}
		}
		if err != nil {
			s.fail(err)
		}
		return nil
	})
	return paths, size, empty, nil
}

// window is the size in bytes of a mapping: a multiple of any page size.
const window = 512 << 10

// mapFile maps a file in windows, all pages present, and hands each to add
// until that returns false. The caller unmaps them.
func mapFile(path string, add func([]byte) bool) error {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file any more", path)
	}
	for at := int64(0); at < info.Size(); at += window {
		n := int(min(window, info.Size()-at))
		b, err := unix.Mmap(int(f.Fd()), at, n, unix.PROT_READ, unix.MAP_PRIVATE|unix.MAP_POPULATE)
		if err != nil {
			return fmt.Errorf("%s: mmap of %d bytes at %d: %w", path, n, at, err)
		}
		if !add(b) {
			break
		}
	}
	return nil
}
