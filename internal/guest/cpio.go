package guest

import (
	"bufio"
	"fmt"
	"io"
	"path"
)

// An archive writes an initramfs: a cpio archive of the format newc, which the
// kernel unpacks (Documentation/driver-api/early-userspace/buffer-format.rst).
type archive struct {
	w     *bufio.Writer
	inode int
	dirs  map[string]bool
}

func newArchive(w io.Writer) *archive {
	return &archive{w: bufio.NewWriterSize(w, 1<<20), dirs: map[string]bool{"/": true, ".": true}}
}

// File types in an entry's mode.
const (
	typeDir  = 0o040000
	typeChar = 0o020000
	typeFile = 0o100000
)

// entry writes one entry: the header in hexadecimal digits, the name and the
// data, the latter two padded to 4 bytes.
func (a *archive) entry(name string, mode, major, minor, size int, data io.Reader) error {
	a.inode++
	fmt.Fprintf(a.w, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%s\x00",
		a.inode, mode, 0, 0, 1, 0, size, 0, 0, major, minor, len(name)+1, 0, name)
	const header = 6 + 13*8
	a.pad(header + len(name) + 1)
	if data != nil {
		switch n, err := io.Copy(a.w, io.LimitReader(data, int64(size))); {
		case err != nil:
			return fmt.Errorf("initramfs: %s: %w", name, err)
		case n != int64(size):
			return fmt.Errorf("initramfs: %s has %d bytes, not %d", name, n, size)
		}
	}
	a.pad(size)
	return nil
}

func (a *archive) pad(n int) { a.w.Write(make([]byte, -n&3)) }

// dir writes a folder and those it is in, once each.
func (a *archive) dir(name string) error {
	name = path.Clean(name)
	if a.dirs[name] {
		return nil
	}
	a.dirs[name] = true
	if err := a.dir(path.Dir(name)); err != nil {
		return err
	}
	return a.entry(name[1:], typeDir|0o755, 0, 0, 0, nil)
}

// file writes a regular file, and the folders it is in before it.
func (a *archive) file(name string, mode, size int, data io.Reader) error {
	if err := a.dir(path.Dir(name)); err != nil {
		return err
	}
	return a.entry(path.Clean(name)[1:], typeFile|mode, 0, 0, size, data)
}

// console writes /dev/console, on which the kernel opens init's files.
func (a *archive) console() error {
	if err := a.dir("/dev"); err != nil {
		return err
	}
	return a.entry("dev/console", typeChar|0o600, 5, 1, 0, nil)
}

// close writes the entry that ends an archive.
func (a *archive) close() error {
	if err := a.entry("TRAILER!!!", 0, 0, 0, 0, nil); err != nil {
		return err
	}
	return a.w.Flush()
}
