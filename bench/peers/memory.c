#include "common.h"

// copying moves n items of 8 bytes through a buffer of 4096, arg at a time. The
// compiler has to think that others see the buffers, or it leaves copies out.
int64_t copying(const struct maker *m, long n, int batch) {
	enum { ring = 4096 };
	static uint64_t buffer[ring], in[ring], out[ring];
	int64_t start = now();
	for (long i = 0; i < n; i += batch) {
		uint64_t *slot = buffer + i % ring;
		memcpy(slot, in, batch * sizeof *in);
		__asm__ volatile("" ::"r"(slot), "r"(in) : "memory");
		memcpy(out, slot, batch * sizeof *out);
		__asm__ volatile("" ::"r"(out) : "memory");
	}
	return now() - start;
}

static __thread volatile uint64_t mine;
static volatile uint64_t everybodys;

int64_t local(const struct maker *m, long n, int arg) {
	uint64_t sum = 0;
	int64_t start = now();
	for (long i = 0; i < n; i++)
		sum += mine;
	int64_t took = now() - start;
	everybodys = sum;
	return took;
}

int64_t global(const struct maker *m, long n, int arg) {
	uint64_t sum = 0;
	int64_t start = now();
	for (long i = 0; i < n; i++)
		sum += everybodys;
	int64_t took = now() - start;
	mine = sum;
	return took;
}
