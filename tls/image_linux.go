package tls

import (
	"fmt"

	"rawthread/internal/auxv"
)

// ProgramImage returns the PT_TLS segment of the running program, found through
// the auxiliary vector that the kernel handed to it (getauxval(3)). Its Addr
// leads into the program's own, mapped file. Of libraries loaded by a dynamic
// linker it knows nothing. Goroutines only.
func ProgramImage() (Image, error) {
	aux, err := auxv.Read()
	if err != nil {
		return Image{}, fmt.Errorf("tls: %w", err)
	}
	return programImage(aux, Native(), aux.Headers())
}
