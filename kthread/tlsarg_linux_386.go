package kthread

// userDesc is struct user_desc of set_thread_area(2), the form in which 386
// gives clone(2) the thread pointer.
type userDesc struct {
	entryNumber uint32 // set by clone
	base        uint32
	limit       uint32
	flags       uint32
}

// tlsArg is what clone(2) gets for the thread pointer tp.
type tlsArg struct{ desc userDesc }

// set keeps tp and returns the argument.
func (a *tlsArg) set(tp uintptr) uintptr {
	const seg32bit, limitInPages, useable = 1 << 0, 1 << 4, 1 << 6
	a.desc = userDesc{base: uint32(tp), limit: 0xfffff, flags: seg32bit | limitInPages | useable}
	return addressOf(&a.desc)
}
