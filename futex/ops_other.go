//go:build !linux

package futex

import "time"

// Futexes are Linux's: elsewhere each call returns [ErrUnsupported], and the
// clocks show 0. The documentation is with the Linux ones.

func (s Scope) Wait(addr *uint32, val uint32) error                         { return ErrUnsupported }
func (s Scope) WaitTimeout(addr *uint32, val uint32, d time.Duration) error { return ErrUnsupported }
func (s Scope) Wake(addr *uint32, n int) (int, error)                       { return 0, ErrUnsupported }
func (s Scope) WakeBits(addr *uint32, n int, bits uint32) (int, error)      { return 0, ErrUnsupported }
func (s Scope) Requeue(addr *uint32, n, more int, to *uint32) (int, error)  { return 0, ErrUnsupported }
func (s Scope) LockPI(addr *uint32, c Clock, deadline int64) error          { return ErrUnsupported }
func (s Scope) TryLockPI(addr *uint32) error                                { return ErrUnsupported }
func (s Scope) UnlockPI(addr *uint32) error                                 { return ErrUnsupported }
func WaitV(words []Waiter, c Clock, deadline int64) (int, error)            { return -1, ErrUnsupported }
func WaitAny(words []Waiter, c Clock, deadline int64) (int, error)          { return -1, ErrUnsupported }
func Wake2(addr *uint32, bits uint32, n int, flags Flags) (int, error)      { return 0, ErrUnsupported }
func SetRobustList(head *RobustHead) error                                  { return ErrUnsupported }
func RobustList(tid int) (*RobustHead, error)                               { return nil, ErrUnsupported }
func HashSlots() (int, error)                                               { return 0, ErrUnsupported }
func SetHashSlots(n int) error                                              { return ErrUnsupported }
func Features() FeatureSet                                                  { return FeatureSet{} }
func ThreadID() uint32                                                      { return 0 }
func (c Clock) Now() int64                                                  { return 0 }
func piWorks() bool                                                         { return false }
func (s Scope) WaitUntil(addr *uint32, val uint32, c Clock, deadline int64) error {
	return ErrUnsupported
}
func (s Scope) WaitBits(addr *uint32, val, bits uint32, c Clock, deadline int64) error {
	return ErrUnsupported
}
func (s Scope) CmpRequeue(addr *uint32, val uint32, n, more int, to *uint32) (int, error) {
	return 0, ErrUnsupported
}
func (s Scope) WakeOp(addr *uint32, n int, addr2 *uint32, n2 int, op Op) (int, error) {
	return 0, ErrUnsupported
}
func (s Scope) WaitRequeuePI(addr *uint32, val uint32, c Clock, deadline int64, to *uint32) error {
	return ErrUnsupported
}
func (s Scope) CmpRequeuePI(addr *uint32, val uint32, more int, to *uint32) (int, error) {
	return 0, ErrUnsupported
}
func Wait2(addr *uint32, val, bits uint32, flags Flags, c Clock, deadline int64) error {
	return ErrUnsupported
}
func Requeue2(addr *uint32, val uint32, flags Flags, n, more int, to *uint32, toFlags Flags) (int, error) {
	return 0, ErrUnsupported
}
