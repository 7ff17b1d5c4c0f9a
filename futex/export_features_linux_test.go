package futex

// Bits of features, for WithoutFeatures.
const (
	HasPI2   = hasPI2
	HasWaitV = hasWaitV
)

// WithoutFeatures has the package take the kernel for one that lacks features,
// until restore is called.
func WithoutFeatures(bits uint32) (restore func()) {
	f := features()
	found.Store(f &^ bits)
	return func() { found.Store(f) }
}

// Shifted is what LockPI converts deadlines by.
var Shifted = shifted
