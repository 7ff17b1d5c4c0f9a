module rawthread/tools

go 1.26.0

replace rawthread => ../

require (
	golang.org/x/tools v0.52.0
	rawthread v0.0.0-00010101000000-000000000000
)

require (
	golang.org/x/arch v0.32.0 // indirect
	golang.org/x/mod v0.42.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
)
