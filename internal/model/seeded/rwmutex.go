package main

// Bugs of both kinds of RWMutex, which share their code.
var rwBugs = []bug{
	{"futex/rwwords.go", "a writer does not look again before it sleeps", "TestModelRWMutex", []edit{{
		"		if v = rw.state.Load(); v&rwCount == 0 || v&rwWriters == 0 {\n			continue\n		}\n", ""}}},
	{"futex/rwwords.go", "a writer that slept forgets that others may sleep", "TestModelRWMutex", []edit{{
		"		others = rwWriters\n", ""}}},
	{"futex/rwwords.go", "a writer is woken without a change of its word", "TestModelRWMutex", []edit{{
		"			rw.turn.Add(1)\n			woken", "			woken"}}},
	{"futex/rwwords.go", "readers are left for a writer that is not there", "TestModelRWMutex", []edit{{
		"		if woken {\n			return\n		}\n", "		if woken || v != 0 {\n			return\n		}\n"}}},
	{"futex/rwwords.go", "a writer gives up and leaves its flag", "TestModelRWMutex", []edit{{
		"			rw.giveUp(s)\n", ""}}},
	{"futex/rwwords.go", "a reader does not say that it sleeps", "TestModelRWMutex", []edit{{
		"			if !rw.state.CompareAndSwap(v, v|rwReaders) {\n				continue\n			}\n			v |= rwReaders\n", ""}}},
	{"futex/rwwords.go", "a writer takes the lock by a store", "TestModelRWMutex", []edit{{
		"			if rw.state.CompareAndSwap(v, v|rwWriter|others) {\n				return nil\n			}\n			continue\n", "			rw.state.Store(v | rwWriter | others)\n			return nil\n"}}},
	{"futex/rwwords.go", "a reader does not say that it sleeps", "TestModelReaderRWMutex", []edit{{
		"			if !rw.state.CompareAndSwap(v, v|rwReaders) {\n				continue\n			}\n			v |= rwReaders\n", ""}}},
	{"futex/rwwords.go", "readers are not woken beside a writer", "TestModelReaderRWMutex", []edit{{
		"		if left == 0 {\n			s.scope().rouse(&rw.state, all)\n			return\n		}\n", "		if left == 0 {\n			if !woken {\n				s.scope().rouse(&rw.state, all)\n			}\n			return\n		}\n"}}},
	{"futex/rwwords.go", "readers that another overtook sleep on", "TestModelReaderRWMutex", []edit{{
		"			if s&readersFirst == 0 || v&rwReaders == 0 || v&rwCount == rwWriter {\n				return\n			}\n", "			if v != 0 {\n				return\n			}\n"}}},
	{"futex/rwmutex.go", "Lock takes what readers have", "TestModelRWMutex", []edit{{
		"	if !rw.rw.state.CompareAndSwap(0, rwWriter) {", "	if v := rw.rw.state.Load(); v == rwWriter || !rw.rw.state.CompareAndSwap(v, rwWriter) {"}}},
}
