//go:build !linux

package futex

// robustHeadGo returns [ErrUnsupported]: robust lists are Linux's.
func robustHeadGo() (*RobustHead, error) { return nil, ErrUnsupported }
