package futex

// A FeatureSet says which operations the running kernel has, and does right.
type FeatureSet struct {
	Time64    bool // times after 2038: 64-bit machines; on 32-bit ones futex_time64, Linux 5.1
	Bitset    bool // WaitBits, WakeBits and all deadlines: 2.6.25
	Requeue   bool // Requeue, CmpRequeue: 2.6.7
	WakeOp    bool // WakeOp: 2.6.14
	PI        bool // LockPI, TryLockPI, UnlockPI: 2.6.18, if configured (CONFIG_FUTEX_PI)
	PI2       bool // LockPI by the monotonic clock: 5.14
	RequeuePI bool // WaitRequeuePI, CmpRequeuePI: 2.6.31
	Robust    bool // SetRobustList, RobustList: 2.6.17
	WaitV     bool // WaitV: 5.16
	Futex2    bool // Wait2, Wake2, Requeue2: 6.7
	NUMA      bool // flag NUMA of these and of WaitV: 6.16, if configured (CONFIG_NUMA)
	MPol      bool // flag MPol: 6.16, if configured (CONFIG_FUTEX_MPOL)
}
