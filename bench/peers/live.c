#include "common.h"
#include <errno.h>

static atomic_uint there, gate;
static unsigned wanted;

static void *park(void *unused) {
	(void)unused;
	if (atomic_fetch_add(&there, 1) + 1 == wanted)
		wake(&there, 1);
	wait_while(&gate, 0);
	return NULL;
}

// live reads numbers of threads, and makes so many more, which stay; it answers
// with the nanoseconds that it took until all were there, or with what the
// library refused one with. At the end of its input it lets all go.
int live(void) {
	enum { most = 1 << 20 };
	pthread_t *all = calloc(most, sizeof *all);
	pthread_attr_t attr;
	pthread_attr_init(&attr);
	check(all == NULL || pthread_attr_setstacksize(&attr, 64 << 10) != 0, "stack size");
	unsigned made = 0, n;
	while (scanf("%u", &n) == 1 && made + n <= most) {
		int failed = 0;
		wanted = made + n;
		int64_t start = now();
		for (; made < wanted && failed == 0; made += failed == 0)
			failed = pthread_create(&all[made], &attr, park, NULL);
		for (unsigned v = there; failed == 0 && v < wanted; v = there)
			wait_while(&there, v);
		if (failed == 0)
			printf("%lld\n", (long long)(now() - start));
		else
			printf("end after %u: %s\n", made, strerror(failed));
		fflush(stdout);
	}
	atomic_store(&gate, 1);
	wake(&gate, most);
	while (made > 0)
		pthread_join(all[--made], NULL);
	return 0;
}
