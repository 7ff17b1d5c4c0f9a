package main

// Bugs of the completion word.
var kthreadBugs = []bug{
	{"kthread/join_linux.go", "a joiner is not counted while it waits", "TestModelJoin", []edit{{
		"	t.waiters.Add(1)\n	err := t.await(deadline, cancelled)\n	t.waiters.Add(^uint32(0))\n", "	err := t.await(deadline, cancelled)\n"}}},
	{"kthread/join_linux.go", "two joiners may free the thread", "TestModelJoin", []edit{{
		"			if t.state.CompareAndSwap(stateExited, stateJoined) {\n				return errReap\n			}\n			continue\n", "			t.state.Store(stateJoined)\n			return errReap\n"}}},
	{"kthread/join_linux.go", "no loop: a wake is taken for the end", "TestModelJoin", []edit{{
		"			futex.Shared.Wait(t.word(), s)\n		}\n	}\n}", "			futex.Shared.Wait(t.word(), s)\n			return errReap\n		}\n	}\n}"}}},
	{"kthread/join_linux.go", "who joins does not look again when its time is up", "TestModelJoin", []edit{{
		"				deadline = 0 // one last look\n", "				t.state.Store(stateExited)\n				deadline = 0\n"}}},
	{"kthread/thread_linux.go", "who joined does not wake the others", "TestModelJoin", []edit{{
		"	t.giveRegionBack()\n	t.wakeWaiters()\n", "	t.giveRegionBack()\n"}}},
	{"kthread/thread_linux.go", "one of the waiters is woken, not all", "TestModelJoin", []edit{{
		"		futex.Shared.Wake(t.word(), 1<<30)", "		futex.Shared.Wake(t.word(), 1)"}}},
	{"kthread/join_linux.go", "a detacher stores, over the thread's end", "TestModelDetach", []edit{{
		"			if t.state.CompareAndSwap(stateJoinable, stateDetached) {\n				t.wakeWaiters()\n				return nil\n			}\n", "			t.state.Store(stateDetached)\n			t.wakeWaiters()\n			return nil\n"}}},
	{"kthread/join_linux.go", "a detacher does not wake joiners", "TestModelDetach", []edit{{
		"				t.wakeWaiters()\n				return nil\n", "				return nil\n"}}},
	{"kthread/join_linux.go", "a detacher of a thread that ended does not free it", "TestModelDetach", []edit{{
		"				t.free()\n				return nil\n", "				return nil\n"}}},
	{"kthread/join_linux.go", "a lost handle is freed while the thread runs", "TestModelAbandon", []edit{{
		"	t.detach() // refused", "	t.free()\n	t.detach() // refused"}}},
	{"kthread/join_linux.go", "a lost handle and a Release both free", "TestModelAbandon", []edit{{
		"	if t.state.CompareAndSwap(statePrepared, stateReleased) {\n		t.free()\n		return\n	}\n	t.detach()", "	if t.state.Load() == statePrepared {\n		t.state.Store(stateReleased)\n		t.free()\n		return\n	}\n	t.detach()"}}},
	{"kthread/main_linux.go", "a thread wakes before it opens", "TestModelDetach", []edit{{
		"	t.state.Store(next)\n	if next == stateDetached || t.detachers.Load() != 0 {\n		t.wakeWaiters()\n	}\n", "	if next == stateDetached || t.detachers.Load() != 0 {\n		t.wakeWaiters()\n	}\n	t.state.Store(next)\n"}}},
	{"kthread/main_linux.go", "a thread opens without an atomic operation", "TestModelDetach", []edit{{
		"	t.state.Store(next)\n	if next ==", "	t.state.StorePlain(next)\n	if next =="}}},
	{"kthread/main_linux.go", "a thread that ends does not look whether it was detached", "TestModelDetach", []edit{{
		"return t.state.CompareAndSwap(stateJoinable, stateExiting) }", "return t.state.Swap(stateExiting) != stateExited }"}}},
	{"kthread/main_linux.go", "the starter is woken before it is told", "TestModelSetUp", []edit{{
		"	t.ready.Store(r)\n	futex.Wake(word.Addr(&t.ready), 1)\n", "	futex.Wake(word.Addr(&t.ready), 1)\n	t.ready.Store(r)\n"}}},
	{"kthread/spawn_linux.go", "the starter is not counted while it waits for the end", "TestModelSetUp", []edit{
		{"	t.waiters.Add(1) // a joiner may get the kernel's one wake, and passes it on\n", ""}, {"	t.waiters.Add(^uint32(0))\n", ""}}},
	{"kthread/done_linux.go", "the body's end wakes nobody", "TestModelDone", []edit{{
		"t.ended.Swap(how) == bodyAwaited", "t.ended.Swap(how) == bodyAbsent"}}},
	{"kthread/done_linux.go", "the body's end wakes one", "TestModelDone", []edit{{
		"	if t.ended.Swap(how) == bodyAwaited {\n		futex.Wake(word.Addr(&t.ended), 1<<30)", "	if t.ended.Swap(how) == bodyAwaited {\n		futex.Wake(word.Addr(&t.ended), 1)"}}},
	{"kthread/done_linux.go", "a waiter overwrites the body's end", "TestModelDone", []edit{{
		"		w.CompareAndSwap(bodyRuns, bodyAwaited)\n", "		w.Store(bodyAwaited)\n"}}},
	{"kthread/groupend_linux.go", "a member looks for takers before it is there", "TestModelEndings", []edit{{
		"		top := e.top.Load()\n", "		top := e.top.Load()\n		idle := e.idle.Load()\n"}, {
		"			if top == 0 {\n				e.wake()\n			}\n", "			if top == 0 && idle != 0 {\n				e.wake()\n			}\n"}}},
	{"kthread/groupend_linux.go", "a taker is not counted while it waits", "TestModelEndings", []edit{{
		"		e.idle.Add(1)\n", ""}, {"		e.idle.Add(^uint32(0))\n", ""}}},
	{"kthread/groupend_linux.go", "the last of the takers wakes nobody", "TestModelEndings", []edit{{
		"			e.top.Store(endingsOver)\n			e.wake()\n", "			e.top.Store(endingsOver)\n"}}},
	{"kthread/groupend_linux.go", "takers take without the lock", "TestModelEndings", []edit{{
		"	e.mu.Lock()\n", ""}, {"	e.mu.Unlock()\n", ""}}},
	{"kthread/group_linux.go", "the gate opens for one", "TestModelGate", []edit{{
		"futex.Wake(word.Addr(&g.gate), 1<<30)", "futex.Wake(word.Addr(&g.gate), 1)"}}},
	{"kthread/group_linux.go", "no loop: a wake opens the gate", "TestModelGate", []edit{{
		"	for g.gate.Load() == gateShut {", "	if g.gate.Load() == gateShut {"}}},
	{"kthread/joinany_linux.go", "JoinAny keeps the wakes of the other threads", "TestModelJoinAny", []edit{{
		"		if t.state.Load() == stateExited {\n			t.wakeWaiters()", "		if t.state.Load() == stateExited && i == -2 {\n			t.wakeWaiters()"}}},
	{"kthread/joinany_linux.go", "JoinAny and Join both free", "TestModelJoinAny", []edit{{
		"				if t.state.CompareAndSwap(stateExited, stateJoined) {\n					return i, errReap\n				}\n", "				t.state.Store(stateJoined)\n				return i, errReap\n"}}},
}
