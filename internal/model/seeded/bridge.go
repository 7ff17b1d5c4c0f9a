package main

// Bugs of the rings, their gates, and the slots of calls.
var bridgeBugs = []bug{
	{"bridge/ring_spsc.go", "a push stores tail, over a close", "TestModelClose", []edit{{
		"	return r.tail.CompareAndSwap(at<<1, (at+n)<<1)", "	r.tail.Store((at + n) << 1)\n	return true"}}},
	{"bridge/ring_spsc.go", "a pop gives its slot back without an atomic operation", "TestModelOne", []edit{{
		"{ r.head.Store((at + n) & positions) }", "{ r.head.StorePlain((at + n) & positions) }"}}},
	{"bridge/ring_spsc.go", "one slot too many is free", "TestModelOne", []edit{{
		"		free = size - (at", "		free = size + 1 - (at"}}},
	{"bridge/ring_spsc.go", "a consumer that waits does not notice the close", "TestModelClose", []edit{{
		"	return t&1 != 0 || t>>1 != r.head.Load()", "	return t>>1 != r.head.Load()"}}},
	{"bridge/ring_spsc.go", "the ring counts as drained when it is closed", "TestModelClose", []edit{{
		"	return t&1 != 0 && t>>1 == r.head.Load()", "	return t&1 != 0"}}},

	{"bridge/ring_many.go", "a pop claims by a store", "TestModelMany", []edit{{
		"		} else if r.head.CompareAndSwap(at, at+n) {\n			return at, n\n", "		} else {\n			r.head.Store(at + n)\n			return at, n\n"}}},
	{"bridge/ring_many.go", "a push claims by a store", "TestModelMany", []edit{{
		"		} else if r.tail.CompareAndSwap(t, (at+n)<<1) {\n			return at, n\n", "		} else {\n			r.tail.Store((at + n) << 1)\n			return at, n\n"}}},
	{"bridge/ring_many.go", "a push does not look whether the slot is free", "TestModelOne", []edit{{
		"n < want && n < uint64(len(s)) && s.of(at+n).Load() == at+n {", "n < want && n < uint64(len(s)) {"}}},
	{"bridge/ring_many.go", "a pop does not look whether the slot is written", "TestModelOne", []edit{{
		"n < want && n < uint64(len(s)) && s.of(at+n).Load() == at+n+1 {", "n < want && at+n < r.tail.Load()>>1 {"}}},
	{"bridge/ring_many.go", "a slot says too early that it is free", "TestModelOne", []edit{{
		"		s.of(p).Store(p + uint64(len(s)))", "		s.of(p).Store(p)"}}},
	{"bridge/ring_many.go", "an item is made visible without an atomic operation", "TestModelOne", []edit{{
		"		s.of(p).Store(p + 1)", "		s.of(p).StorePlain(p + 1)"}}},

	{"bridge/await.go", "a raw thread reads the epoch after it looked", "TestModelOne", []edit{{
		"		e := g.epoch.Load()\n		if c.ready(s) {\n			break\n		}\n", "		if c.ready(s) {\n			break\n		}\n		e := g.epoch.Load()\n"}}},
	{"bridge/await.go", "a raw thread announces itself after it looked", "TestModelOne", []edit{{
		"	g.enter()\n	var err error\n	for {\n		e := g.epoch.Load()\n		if c.ready(s) {\n			break\n		}\n", "	var err error\n	entered := false\n	for {\n		e := g.epoch.Load()\n		if c.ready(s) {\n			break\n		}\n		if !entered {\n			g.enter()\n			entered = true\n		}\n"},
		{"			break\n		}\n	}\n	g.leave()\n", "			break\n		}\n	}\n	if entered {\n		g.leave()\n	}\n"}}},
	{"bridge/await.go", "a goroutine looks before it announces itself", "TestModelOne", []edit{{
		"		g.announceGo()\n		if c.ready(s) {", "		ready := c.ready(s)\n		g.announceGo()\n		if ready {"}}},
	{"bridge/gate.go", "a wake comes before its epoch", "TestModelOne", []edit{{
		"		g.epoch.Add(1)\n		scope.Wake(word.Addr(&g.epoch), n)\n", "		scope.Wake(word.Addr(&g.epoch), n)\n		g.epoch.Add(1)\n"}}},
	{"bridge/gate.go", "a goroutine announces itself by a store, over raw threads", "TestModelMany", []edit{{
		"v&sleepingGo == 0 && !g.sleepers.CompareAndSwap(v, v|sleepingGo); v = g.sleepers.Load() {\n	}\n", "v&sleepingGo == 0; v = g.sleepers.Load() {\n		g.sleepers.Store(v | sleepingGo)\n	}\n"}}},
	{"bridge/core.go", "a wake is not passed on", "TestModel(Many|Full)", []edit{{
		"	if c.ready(s) {\n		c.changed(s, 1)\n	}\n", ""}}},
	{"bridge/core.go", "a close does not wake consumers", "TestModelClose", []edit{{
		"	c.changed(items, 1<<30)\n", ""}}},
	{"bridge/core.go", "a goroutine is not signalled", "TestModelOne", []edit{{
		"			c.stiles[s].signal()\n", ""}}},

	{"bridge/slot.go", "an answer wakes nobody", "TestModelSlot", []edit{{
		"|slotAnswered) {\n			s.wake(v)\n", "|slotAnswered) {\n"}}},
	{"bridge/slot.go", "a late caller writes over the answer", "TestModelSlot", []edit{{
		"		if err == futex.ErrTimeout && s.word.CompareAndSwap(v, v&^(slotState|slotWaiting)|slotAbandoned) {", "		if err == futex.ErrTimeout {\n			s.word.Store(v&^(slotState|slotWaiting) | slotAbandoned)"}}},
	{"bridge/slot.go", "an answer comes by a store", "TestModelSlot", []edit{{
		"		if s.word.CompareAndSwap(v, v&^(slotGeneration-1)|slotAnswered) {\n			s.wake(v)\n			return false\n		}\n", "		s.word.Store(v&^(slotGeneration-1) | slotAnswered)\n		s.wake(v)\n		return false\n"}}},
}
