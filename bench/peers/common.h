// What the peers in C share.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// linux/futex.h, which musl's folder of headers does not have.
#define FUTEX_WAIT 0
#define FUTEX_WAIT_PRIVATE 128
#define FUTEX_WAKE_PRIVATE 129

#ifndef SYS_futex
#define SYS_futex SYS_futex_time64
#endif
#ifndef SYS_clock_gettime
#define SYS_clock_gettime SYS_clock_gettime64
#endif

static inline int64_t now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

// stamp is now by a system call, as raw threads of Go have it.
static inline int64_t stamp(void) {
#ifdef SYS_clock_gettime64
	int64_t t[2];
	if (syscall(SYS_clock_gettime64, CLOCK_MONOTONIC, t) == 0)
		return t[0] * INT64_C(1000000000) + t[1];
	return now();
#else
	struct timespec t;
	syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
#endif
}

static inline void check(int failed, const char *what) {
	if (failed) {
		perror(what);
		exit(1);
	}
}

static inline void wait_while(atomic_uint *word, unsigned v) {
	while (atomic_load(word) == v)
		syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, v, NULL, NULL, 0);
}

static inline void wake(atomic_uint *word, int n) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, n, NULL, NULL, 0); }

// work is what a thread does between two turns at a lock: the same as the Go
// side's.
static inline uint64_t work(uint64_t x, int n) {
	for (int i = 0; i < n; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
	}
	return x;
}

// A thread, made by the C library or by the kernel alone.
struct thread {
	void (*body)(void *);
	void *arg;
	pthread_t handle;
	pthread_attr_t attr;
	char *stack;      // of the kernel's
	atomic_uint word; // which the kernel clears when it is gone
	int tid;
};

// A maker makes threads. start may be called again after join.
struct maker {
	void (*init)(struct thread *, size_t stack);
	void (*start)(struct thread *);
	void (*join)(struct thread *);
};

extern const struct maker kernel_alone, new_stack, library;

// Operations do something n times and return the nanoseconds that took, each
// of them and all together.
int64_t mutex(const struct maker *, long n, int arg);     // lock and unlock, alone
int64_t contended(const struct maker *, long n, int arg); // arg threads at one lock
int64_t pingpong(const struct maker *, long n, int arg);  // two threads, a futex word
int64_t process_pipe(const struct maker *, long n, int arg); // two processes, two pipes
int64_t masks(const struct maker *, long n, int arg);     // block all signals, and put the mask back
int64_t copying(const struct maker *, long n, int arg);   // memcpy of n items of 8 bytes, arg at a time
int64_t local(const struct maker *, long n, int arg);     // a __thread variable
int64_t global(const struct maker *, long n, int arg);    // a plain one
int64_t spawn(const struct maker *, long n, int arg);     // start and join, stacks of arg KiB
int64_t watched_spawn(const struct maker *, long n, int arg); // the same beside a thread that wakes every 20 us
int64_t many(const struct maker *, long n, int arg);      // the same, arg threads before the first is joined
int64_t spawners(const struct maker *, long n, int arg);  // the same by arg threads at once
int64_t to_first(const struct maker *, long n, int arg);  // from start to the body
int64_t to_joiner(const struct maker *, long n, int arg); // from the body's end to the joiner
int64_t detached(const struct maker *, long n, int arg);  // start detached threads, one after the other

// Samples are operations that tell how long each of the n took.
void each_spawn(const struct maker *, long n, int64_t *samples); // start and join
void jitter(const struct maker *, long n, int64_t *samples);     // spins of 10 us

// live makes threads as it is told on its input, and keeps them.
int live(void);
