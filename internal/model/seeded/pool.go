package main

// Bugs of pools.
var poolBugs = []bug{
	{"kthread/poolsubmit_linux.go", "a submitter does not look for idle workers after its commit", "TestModelPool", []edit{{
		"				p.ring.commit(at, t.address())\n			}\n			p.match()\n", "				p.ring.commit(at, t.address())\n			}\n"}}},
	{"kthread/poolworker_linux.go", "a worker that became idle does not look at the queue again", "TestModelPool", []edit{{
		"			w.pool.idle.push(w.pool.workers, w.number)\n			w.pool.match()\n", "			w.pool.idle.push(w.pool.workers, w.number)\n"}}},
	{"kthread/poolworker_linux.go", "nor one that was idle before its task was done", "TestModelPool", []edit{{
		"	t.end(phase)\n	p.match()\n	return w.receive()", "	t.end(phase)\n	return w.receive()"}}},
	{"kthread/poolworker_linux.go", "a worker looks at the queue before it is idle", "TestModelPool", []edit{{
		"			w.pool.idle.push(w.pool.workers, w.number)\n			w.pool.match()\n", "			w.pool.match()\n			w.pool.idle.push(w.pool.workers, w.number)\n"}}},
	{"kthread/poolworker_linux.go", "a worker that sleeps is not woken", "TestModelPool", []edit{{
		"	if w.state.Swap(boxFull) == boxAsleep {", "	if w.state.Swap(boxFull) == boxFull {"}}},
	{"kthread/poolworker_linux.go", "a worker is told before its box is filled", "TestModelPool", []edit{{
		"	w.box.set(task)\n	if w.state.Swap(boxFull) == boxAsleep {\n		futex.Wake(word.Addr(&w.state), 1)\n	}\n", "	if w.state.Swap(boxFull) == boxAsleep {\n		futex.Wake(word.Addr(&w.state), 1)\n	}\n	w.box.set(task)\n"}}},
	{"kthread/poolworker_linux.go", "a worker goes to sleep by a store, over a task", "TestModelPool", []edit{{
		"w.state.CompareAndSwap(boxEmpty, boxAsleep) {", "w.state.Swap(boxAsleep) != 9 {"}}},
	{"kthread/poolworker_linux.go", "a worker takes a wake for a task", "TestModelPool", []edit{{
		"		for w.state.Load() == boxAsleep {\n			futex.Wait(word.Addr(&w.state), boxAsleep)\n		}\n", "		futex.Wait(word.Addr(&w.state), boxFull)\n"}}},
	{"kthread/poolworker_linux.go", "the last worker does not wake who closes", "TestModelPool", []edit{{
		"	if p.live.Add(^uint32(0)) == 0 {", "	if p.live.Add(^uint32(0)) == 7 {"}}},
	{"kthread/poolring_linux.go", "a cell is an item before it is written", "TestModelPool", []edit{{
		"	c.task.set(task)\n	c.seq.Store(at + 1)\n", "	c.seq.Store(at + 1)\n	c.task.set(task)\n"}}},
	{"kthread/poolring_linux.go", "a cell is free before it is read", "TestModelPoolFull", []edit{{
		"			task = c.task.get()\n			c.seq.Store(h + uint64(len(r.cells)))\n", "			c.seq.Store(h + uint64(len(r.cells)))\n			task = c.task.get()\n"}}},
	{"kthread/poolring_linux.go", "a closed ring lets tasks in", "TestModelPoolClose", []edit{{
		"		if t&1 != 0 {\n			return 0, false\n		}\n", ""}}},
	{"kthread/poolring_linux.go", "a closed ring counts as drained", "TestModelPoolClose", []edit{{
		"	return t&1 != 0 && t>>1 == r.head.Load()", "	return t&1 != 0"}}},
	{"kthread/poolidle_linux.go", "pushes are not counted: a worker is popped twice", "TestModelPool", []edit{{
		"old&^idleNumber+idlePush|uint64(i+1)", "old&^idleNumber|uint64(i+1)"}}},
	{"kthread/poolidle_linux.go", "a worker is popped by a store", "TestModelPool", []edit{{
		"		if s.top.CompareAndSwap(old, old&^idleNumber|uint64(w.next.Load())) {\n			return w\n		}\n", "		s.top.Store(old&^idleNumber | uint64(w.next.Load()))\n		return w\n"}}},
	{"kthread/poolroom_linux.go", "who waits for room is not counted", "TestModelPoolFull", []edit{
		{"	g.waiters.Add(1)\n", ""}, {"	g.waiters.Add(^uint32(0))\n", ""}}},
	{"kthread/poolroom_linux.go", "who waits for room does not look again", "TestModelPoolFull", []edit{{
		"		if p.ring.room() {\n			break\n		}\n", "		if g.waiters.Load() == 0 {\n			break\n		}\n"}}},
	{"kthread/poolsubmit_linux.go", "room is made and nobody told", "TestModelPoolFull", []edit{{
		"		p.room.open(1)\n", ""}}},
	{"kthread/pooltask_linux.go", "who waits for a task is not woken", "TestModelPool", []edit{{
		"	if old&taskAwaited != 0 {", "	if old&taskAwaited == taskCount {"}}},
	{"kthread/pooltask_linux.go", "one who waits for a task is woken", "TestModelPoolWaiters", []edit{{
		"futex.Wake(word.Addr(&t.state), everyone)", "futex.Wake(word.Addr(&t.state), 1)"}}},
	{"kthread/pooltask_linux.go", "a task is ended by a load and a store", "TestModelPool", []edit{{
		"	old := t.state.Swap(count | phase)\n", "	old := t.state.Load()\n	t.state.Store(count | phase)\n"}}},
	{"kthread/poolworker_linux.go", "a task is done before it ran", "TestModelPool", []edit{{
		"		t.body()\n", "		t.end(phase)\n		t.body()\n"}}},
	{"kthread/poolwait_linux.go", "who waits does not say so", "TestModelPool", []edit{{
		"				t.state.CompareAndSwap(v, v|taskAwaited)\n", "				futex.Wait(word.Addr(&t.state), v)\n"}}},
}
