package main

// Bugs of the primitives.
var futexBugs = []bug{
	{"futex/mutex.go", "Unlock wakes nobody", "TestModelMutex", []edit{{
		"	s.rouse(w, 1)\n", ""}}},
	{"futex/mutex.go", "who slept takes the lock as if nobody else did", "TestModelMutex", []edit{{
		"		spinLocked(w, mutexLocked)\n	}", "		if w.CompareAndSwap(mutexUnlocked, mutexLocked) {\n			return nil\n		}\n	}"}}},
	{"futex/mutex.go", "no loop: a wake is taken for the lock", "TestModelMutex", []edit{{
		"		if err := s.await(w, mutexContended, c, deadline); err != nil {\n			return err\n		}\n", "		return s.await(w, mutexContended, c, deadline)\n"}}},
	{"futex/mutex.go", "Unlock stores without an atomic operation", "TestModelMutex", []edit{{
		"	if old := m.state.Swap(mutexUnlocked); old != mutexLocked {", "	old := m.state.Load()\n	m.state.StorePlain(mutexUnlocked)\n	if old != mutexLocked {"}}},
	{"futex/mutex.go", "Unlock wakes before it stores", "TestModelMutex", []edit{{
		"	if old := m.state.Swap(mutexUnlocked); old != mutexLocked {", "	if m.state.Load() == mutexContended {\n		Private.rouse(&m.state, 1)\n	}\n	if old := m.state.Swap(mutexUnlocked); old == mutexUnlocked {"}}},
	{"futex/mutex.go", "a waiter stores locked, not contended", "TestModelMutex", []edit{{
		"		if w.Swap(mutexContended) == mutexUnlocked {", "		if w.Swap(mutexLocked) == mutexUnlocked {"}}},

	{"futex/cond.go", "Wait reads the count of signals after it unlocked", "TestModelCond", []edit{{
		"	seq := c.seq.Load()\n	mutexUnlock(mutex, s)\n", "	mutexUnlock(mutex, s)\n	seq := c.seq.Load()\n"}}},
	{"futex/cond.go", "Wait counts itself after it unlocked", "TestModelCond", []edit{{
		"	c.waiters.Add(1)\n	seq := c.seq.Load()\n	mutexUnlock(mutex, s)\n", "	seq := c.seq.Load()\n	mutexUnlock(mutex, s)\n	c.waiters.Add(1)\n"}}},
	{"futex/cond.go", "a signal is not counted", "TestModelCond", []edit{{
		"	c.seq.Add(1)\n", ""}}},
	{"futex/cond.go", "a signal wakes before it is counted", "TestModelCond", []edit{{
		"	c.seq.Add(1)\n	s.rouse(&c.seq, n)\n", "	s.rouse(&c.seq, n)\n	c.seq.Add(1)\n"}}},
	{"futex/cond.go", "Broadcast wakes one", "TestModelCond", []edit{{
		"func (c *Cond) Broadcast() { c.c.wake(all, Private) }", "func (c *Cond) Broadcast() { c.c.wake(1, Private) }"}}},
	{"futex/cond.go", "Wait returns without the mutex", "TestModelCond", []edit{{
		"		mutexLock(mutex, s)\n", ""}}},

	{"futex/semaphore.go", "Release looks for waiters before it adds", "TestModelSemaphore", []edit{
		{"	if n < 0 {\n		panic(\"futex: Release of", "	waiters := m.waiters.Load()\n	if n < 0 {\n		panic(\"futex: Release of"},
		{"	if n > 0 && m.waiters.Load() != 0 {", "	if n > 0 && waiters != 0 {"}}},
	{"futex/semaphore.go", "Release of two wakes one", "TestModelSemaphore", []edit{{
		"		s.rouse(&m.value, n)", "		s.rouse(&m.value, 1)"}}},
	{"futex/semaphore.go", "no loop: a wake is taken for a unit", "TestModelSemaphore", []edit{{
		"	for !m.try() {\n		if err = s.await(&m.value, 0, c, deadline); err != nil {\n			break\n		}\n	}\n",
		"	if !m.try() {\n		err = s.await(&m.value, 0, c, deadline)\n	}\n"}}},
	{"futex/semaphore.go", "a waiter does not count itself", "TestModelSemaphore", []edit{
		{"	m.waiters.Add(1)\n", ""}, {"	m.waiters.Add(^uint32(0))\n", ""}}},
	{"futex/semaphore.go", "taking is a load and a store", "TestModelSemaphore", []edit{{
		"		if m.value.CompareAndSwap(v, v-1) {\n			return true\n		}\n", "		m.value.Store(v - 1)\n		return true\n"}}},

	{"futex/barrier.go", "no loop: a wake is taken for the end of the phase", "TestModelBarrier", []edit{{
		"	for v = spinWhile(w, v+1); v/barrierPhase == phase; v = w.Load() {", "	if v = spinWhile(w, v+1); v/barrierPhase == phase {"}}},
	{"futex/barrier.go", "the last one wakes one", "TestModelBarrier", []edit{{
		"			s.rouse(w, all)\n			return true, nil", "			s.rouse(w, 1)\n			return true, nil"}}},
	{"futex/barrier.go", "the last one leaves the others counted", "TestModelBarrier", []edit{{
		"(v|barrierArrived)+1", "v+barrierPhase"}}},
	{"futex/barrier.go", "who gives up stays counted", "TestModelBarrier", []edit{{
		"			if w.CompareAndSwap(v, v-1) {", "			if w.CompareAndSwap(v, v) {"}}},
	{"futex/barrier.go", "who gives up does not look whether the phase ended", "TestModelBarrier", []edit{{
		"			if v = w.Load(); v/barrierPhase != phase {\n				return false, nil\n			}\n", "			v = w.Load()\n"}}},

	{"futex/event.go", "Set wakes one", "TestModelEvent", []edit{{
		"				s.rouse(w, all)", "				s.rouse(w, 1)"}}},
	{"futex/event.go", "a waiter does not say that it sleeps", "TestModelEvent", []edit{{
		"		if v&eventAwaited == 0 {", "		if false {"}}},
	{"futex/event.go", "Set wakes before it sets", "TestModelEvent", []edit{{
		"		if w.CompareAndSwap(v, next) {\n			if v&eventAwaited != 0 {\n				s.rouse(w, all)\n			}\n",
		"		if v&eventAwaited != 0 {\n			s.rouse(w, all)\n		}\n		if w.CompareAndSwap(v, next) {\n"}}},
	{"futex/event.go", "Set is not counted: a Reset at once hides it", "TestModelEvent", []edit{{
		"v&^eventAwaited + eventCount | eventSet", "v&^eventAwaited | eventSet"}}},

	{"futex/event_auto.go", "no loop: a wake is taken for the event", "TestModelAutoEvent", []edit{{
		"	for w.Swap(autoAwaited) != autoSet {", "	if w.Swap(autoAwaited) != autoSet {"}}},
	{"futex/event_auto.go", "Set wakes nobody", "TestModelAutoEvent", []edit{{
		"		s.rouse(w, 1)\n", ""}}},
	{"futex/event_auto.go", "who slept takes the event as if nobody else did", "TestModelAutoEvent", []edit{{
		"		if err := s.await(w, autoAwaited, c, deadline); err != nil {\n			return err\n		}\n",
		"		if err := s.await(w, autoAwaited, c, deadline); err != nil {\n			return err\n		}\n		if w.CompareAndSwap(autoSet, autoUnset) {\n			return nil\n		}\n"}}},
	{"futex/event_auto.go", "Set stores without an atomic operation", "TestModelAutoEvent", []edit{{
		"	if w.Swap(autoSet) == autoAwaited {", "	old := w.Load()\n	w.StorePlain(autoSet)\n	if old == autoAwaited {"}}},

	{"futex/once.go", "Done wakes one", "TestModelOnce", []edit{{
		"		s.rouse(w, all)", "		s.rouse(w, 1)"}}},
	{"futex/once.go", "Begin is a load and a store", "TestModelOnce", []edit{{
		"			if w.CompareAndSwap(onceNew, onceRunning) {\n				return true, nil\n			}\n", "			w.Store(onceRunning)\n			return true, nil\n"}}},
	{"futex/once.go", "Done stores the wrong state", "TestModelOnce", []edit{{
		"	if w.Swap(onceDone) == onceAwaited {", "	if w.Swap(onceNew) == onceAwaited {"}}},
	{"futex/once.go", "who waits says so by a store", "TestModelOnce", []edit{{
		"				w.CompareAndSwap(onceRunning, onceAwaited)", "				w.Store(onceAwaited)"}}},

	{"futex/waitgroup.go", "Done wakes one", "TestModelWaitGroup", []edit{{
		"				s.rouse(w, all)", "				s.rouse(w, 1)"}}},
	{"futex/waitgroup.go", "a waiter does not say that it sleeps", "TestModelWaitGroup", []edit{{
		"		if v&wgAwaited == 0 {", "		if false {"}}},
	{"futex/waitgroup.go", "no loop: a wake is taken for the end", "TestModelWaitGroup", []edit{{
		"v&wgCount != 0 && v/wgRound == round; v = w.Load() {\n		if v&wgAwaited == 0 {\n			w.CompareAndSwap(v, v|wgAwaited)\n			continue\n		}\n		if err := s.await(w, v, c, deadline); err != nil {\n			if v = w.Load(); v&wgCount == 0 || v/wgRound != round {\n				return nil\n			}\n			return err\n		}\n",
		"v&wgCount != 0 && v/wgRound == round; v = w.Load() {\n		if v&wgAwaited == 0 {\n			w.CompareAndSwap(v, v|wgAwaited)\n			continue\n		}\n		return s.await(w, v, c, deadline)\n"}}},
	{"futex/waitgroup.go", "Done wakes before it counts", "TestModelWaitGroup", []edit{{
		"		if w.CompareAndSwap(v, next) {\n			if count == 0 && v&wgAwaited != 0 {\n				s.rouse(w, all)\n			}\n",
		"		if count == 0 && v&wgAwaited != 0 {\n			s.rouse(w, all)\n		}\n		if w.CompareAndSwap(v, next) {\n"}}},

	{"futex/parker.go", "Park writes over a token", "TestModelParker", []edit{{
		"		if w.Load() == parkEmpty && !w.CompareAndSwap(parkEmpty, parkAsleep) {\n			continue\n		}\n", "		if w.Load() == parkEmpty {\n			w.Store(parkAsleep)\n		}\n"}}},
	{"futex/parker.go", "Unpark looks before it stores", "TestModelParker", []edit{{
		"	if w.Swap(parkToken) == parkAsleep {", "	asleep := w.Load() == parkAsleep\n	if w.Store(parkToken); asleep {"}}},
	{"futex/parker.go", "who gives up drops a token", "TestModelParker", []edit{{
		"			if w.Swap(parkEmpty) == parkToken {\n				return nil\n			}\n", "			w.Swap(parkEmpty)\n"}}},
	{"futex/parker.go", "Unpark stores without an atomic operation", "TestModelParker", []edit{{
		"	if w.Swap(parkToken) == parkAsleep {", "	w.StorePlain(parkToken)\n	if w.Load() == parkAsleep {"}}},

	{"futex/spin.go", "no loop: a wake is taken for a change", "TestModelSpin", []edit{{
		"		if w.Load() != val {\n			return nil\n		}\n	}\n", "		return nil\n	}\n"}}},
}
