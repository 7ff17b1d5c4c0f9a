#include "common.h"

static volatile uint64_t sink;

// spin_for finds how many steps of work take so many nanoseconds.
static int spin_for(int64_t ns) {
	enum { probe = 10000 };
	int64_t best = INT64_MAX;
	for (int i = 0; i < 200; i++) {
		int64_t start = stamp();
		sink = work(88172645463325252u, probe);
		int64_t took = stamp() - start;
		best = took < best ? took : best;
	}
	return best > 0 ? ns * probe / best : probe;
}

void jitter(const struct maker *m, long n, int64_t *samples) {
	int steps = spin_for(10000);
	for (long i = 0; i < n; i++) {
		int64_t start = stamp();
		sink = work(88172645463325252u, steps);
		samples[i] = stamp() - start;
	}
}
