// Peers in C: peers OPERATION N [ARG] does it N times and prints nanoseconds:
// those that all took, or those of each. peers live takes its orders from its
// input.
#include "common.h"

static const struct {
	const char *name;
	const struct maker *maker;
	int64_t (*run)(const struct maker *, long n, int arg);
	void (*samples)(const struct maker *, long n, int64_t *samples);
} operations[] = {
	{"mutex", NULL, mutex}, {"contended", NULL, contended}, {"pingpong", NULL, pingpong}, {"pipe", NULL, process_pipe}, {"masks", NULL, masks},
	{"copying", NULL, copying}, {"local", NULL, local}, {"global", NULL, global},
	{"spawn", &library, spawn}, {"floor-spawn", &kernel_alone, spawn}, {"new-spawn", &new_stack, spawn}, {"watched-spawn", &kernel_alone, watched_spawn},
	{"many", &library, many}, {"floor-many", &kernel_alone, many},
	{"spawners", &library, spawners}, {"floor-spawners", &kernel_alone, spawners},
	{"to-first", &library, to_first}, {"floor-to-first", &kernel_alone, to_first},
	{"to-joiner", &library, to_joiner}, {"floor-to-joiner", &kernel_alone, to_joiner},
	{"detached", &library, detached}, {"floor-detached", &kernel_alone, detached},
	{"each-spawn", &library, NULL, each_spawn}, {"floor-each-spawn", &kernel_alone, NULL, each_spawn},
	{"jitter", NULL, NULL, jitter},
};

int main(int argc, char **argv) {
	if (argc == 2 && strcmp(argv[1], "live") == 0)
		return live();
	long n = argc > 2 ? atol(argv[2]) : 0;
	for (size_t i = 0; argc > 2 && i < sizeof operations / sizeof *operations; i++) {
		if (strcmp(argv[1], operations[i].name) != 0)
			continue;
		if (operations[i].run) {
			printf("%lld\n", (long long)operations[i].run(operations[i].maker, n, argc > 3 ? atoi(argv[3]) : 0));
			return 0;
		}
		int64_t *samples = malloc(n * sizeof *samples);
		check(samples == NULL, "malloc");
		memset(samples, 1, n * sizeof *samples); // so that its pages are there
		operations[i].samples(operations[i].maker, n, samples);
		for (long j = 0; j < n; j++)
			printf("%lld\n", (long long)samples[j]);
		return 0;
	}
	fprintf(stderr, "usage: peers OPERATION N [ARG] | peers live\n");
	return 2;
}
