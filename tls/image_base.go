package tls

import (
	"debug/elf"
	"fmt"

	"rawthread/internal/auxv"
)

// programImage returns the PT_TLS image among a running program's headers.
func programImage(aux auxv.Values, abi ABI, headers []elf.ProgHeader) (Image, error) {
	var tls *elf.ProgHeader
	for i := range headers {
		if headers[i].Type == elf.PT_TLS {
			tls = &headers[i]
			break // as ld.so does
		}
	}
	if tls == nil {
		return Image{Align: 1}, nil
	}
	img, err := imageOf(abi, tls)
	if err != nil || img.FileSize == 0 {
		return img, err
	}
	base, err := aux.Base(abi.WordSize, headers)
	if err != nil {
		return Image{}, fmt.Errorf("tls: %w", err)
	}
	img.Addr = base + uintptr(tls.Vaddr)
	return img, nil
}
