//go:build unix

package kernels

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os/exec"

	"rawthread/internal/debian"
)

// An EFI zboot image is a small EFI program with a compressed kernel behind it
// (Linux's drivers/firmware/efi/libstub/zboot-header.S):
//
//	0   "MZ"
//	4   "zimg"
//	8   where the kernel begins   u32, little endian
//	12  its compressed size       u32
//	24  how, as "zstd" or "gzip"  to the next zero byte
//
// QEMU unpacks those by gzip only.
const zbootHeader = 32

func isZboot(b []byte) bool {
	return len(b) > zbootHeader && bytes.HasPrefix(b, []byte("MZ")) && bytes.Equal(b[4:8], []byte("zimg"))
}

// payload returns the kernel in a zboot image.
func payload(b []byte) ([]byte, error) {
	at, size := binary.LittleEndian.Uint32(b[8:]), binary.LittleEndian.Uint32(b[12:])
	how, _, _ := bytes.Cut(b[24:zbootHeader], []byte{0})
	if uint64(at)+uint64(size) > uint64(len(b)) {
		return nil, fmt.Errorf("zboot image: %d bytes at %d are not in it", size, at)
	}
	if string(how) != "zstd" {
		return b, nil
	}
	zstd, err := zstdCommand()
	if err != nil {
		return nil, fmt.Errorf("zboot image: %w", err)
	}
	cmd := exec.Command(zstd[0], append(zstd[1:], "-dcq")...)
	cmd.Stdin = bytes.NewReader(b[at:][:size])
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("zboot image: zstd: %w", err)
	}
	return out, nil
}

// zstdCommand returns how to run zstd: PATH's, or Debian's.
func zstdCommand() ([]string, error) {
	if path, err := exec.LookPath("zstd"); err == nil {
		return []string{path}, nil
	}
	dir, err := folder("zstd")
	if err != nil {
		return nil, err
	}
	p := debian.Programs{Dir: dir, Suites: []string{"bookworm"}}
	if err := p.Get("zstd"); err != nil {
		return nil, err
	}
	return p.Command("zstd")
}
