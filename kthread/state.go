package kthread

// The completion word of a thread is one 32-bit word that says who may do what,
// and that the kernel clears when the thread is gone: it is the target of
// CLONE_CHILD_CLEARTID. All of join, detach, exit and the loss of the handle
// are decided on it, by compare-and-swap. It lies in Go's heap, in the record
// that the registry keeps, so that many may wait on it while one frees the
// region.
//
//	                 Start            child            body returns        kernel, exit
//	statePrepared ──────────▶ Starting ─────▶ Joinable ─────────────▶ Exiting ───────▶ Exited
//	   │    ▲                    │               │                       set-up fails     │ │
//	   │    └── clone failed ────┤               │ Detach, loss       Starting▶Exiting    │ │ Join
//	   │ Release, loss           │ Detached      ▼ of the handle                          │ ▼
//	   │                         └──────────▶ Detached                      Detach, loss  │ Joined
//	   ▼                                         │ thread unmaps itself                   ▼
//	Released                                     ▼ (no more changes)                   Released
//
// Who writes: the starter Prepared→Starting and back; the thread itself
// Starting→Joinable or Detached or Exiting, and Joinable→Exiting; the kernel,
// from the dying thread's context, Exiting→Exited; a detacher Joinable→Detached;
// and exactly one of the joiners and detachers Exited→Joined or →Released: that
// one frees the region.
//
// Order. What the body wrote must be seen by whoever sees Exited. The body's
// writes come before the thread's Joinable→Exiting, a sequentially consistent
// Go atomic, which is a release; the kernel's plain store of 0 to the same word
// follows in program order on the same CPU, behind full barriers (exit's
// exit_signals, the locks of futex_exit_release and of mm_release). Whoever
// loads 0 by a Go atomic, an acquire, has therefore also observed the release:
// on arm64 by the rule [release];po;[same location], on ppc64 since Go's
// compare-and-swap ends in LWSYNC, on riscv64 since it is .aqrl and the
// kernel's locks fence.
//
// Waiting. A waiter counts itself in waiters, looks at the word, and sleeps in
// futex(2) on the value that it saw, always in a loop. Whoever makes a change
// that others wait for changes the word first and then, if waiters is not 0,
// wakes all. The kernel wakes one, when it stores Exited; that one passes it on.
// The change from Starting to Joinable is one that only detachers wait for, who
// count themselves in detachers too: joiners sleep through it.
const (
	stateExited   = 0 // by the kernel: the thread has left its memory for good
	statePrepared = 1 // memory is there, no thread
	stateStarting = 2 // clone is under way, or the child sets itself up
	stateJoinable = 3 // the body runs
	stateDetached = 4 // the body runs; the thread will free its region itself
	stateExiting  = 5 // the body is done; the kernel will store Exited
	stateJoined   = 6 // joined, region freed
	stateReleased = 7 // detached after its end, or never run; region freed
)

var stateNames = [...]string{"exited", "prepared", "starting", "joinable", "detached", "exiting", "joined", "released"}
