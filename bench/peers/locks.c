#include "common.h"
#include <signal.h>
#include <sys/wait.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile uint64_t counter;

// The process has two threads, so that a C library does not leave locks out.
static void *idle(void *stop) {
	while (!*(atomic_int *)stop)
		usleep(100000);
	return NULL;
}

int64_t mutex(const struct maker *m, long n, int arg) {
	static atomic_int stop;
	pthread_t other;
	check(pthread_create(&other, NULL, idle, &stop), "pthread_create");
	int64_t start = now();
	for (long i = 0; i < n; i++) {
		pthread_mutex_lock(&lock);
		counter++;
		pthread_mutex_unlock(&lock);
	}
	int64_t took = now() - start;
	stop = 1;
	return took;
}

struct turn {
	pthread_barrier_t *begin;
	long n;
};

static void *contend(void *p) {
	struct turn *t = p;
	uint64_t x = 88172645463325252u;
	pthread_barrier_wait(t->begin);
	for (long i = 0; i < t->n; i++) {
		pthread_mutex_lock(&lock);
		counter++;
		pthread_mutex_unlock(&lock);
		x = work(x, 20);
	}
	return (void *)(uintptr_t)x;
}

int64_t contended(const struct maker *m, long n, int threads) {
	pthread_barrier_t begin;
	pthread_barrier_init(&begin, NULL, threads + 1);
	pthread_t *all = calloc(threads, sizeof *all);
	struct turn turn = {&begin, n / threads};
	for (int i = 0; i < threads; i++)
		check(pthread_create(&all[i], NULL, contend, &turn), "pthread_create");
	pthread_barrier_wait(&begin);
	int64_t start = now();
	for (int i = 0; i < threads; i++)
		pthread_join(all[i], NULL);
	return now() - start;
}

static atomic_uint ball;
static long rounds;

static void hand_over(unsigned v) {
	atomic_store(&ball, v);
	wake(&ball, 1);
}

static void *pong(void *unused) {
	for (long i = 0; i < rounds; i++) {
		wait_while(&ball, 0);
		hand_over(0);
	}
	return NULL;
}

int64_t pingpong(const struct maker *m, long n, int arg) {
	pthread_t other;
	rounds = n;
	check(pthread_create(&other, NULL, pong, NULL), "pthread_create");
	int64_t start = now();
	for (long i = 0; i < n; i++) {
		hand_over(1);
		wait_while(&ball, 1);
	}
	int64_t took = now() - start;
	pthread_join(other, NULL);
	return took;
}

int64_t process_pipe(const struct maker *m, long n, int arg) {
	int there[2], back[2];
	uint64_t item = 1;
	check(pipe(there) < 0 || pipe(back) < 0, "pipe");
	pid_t child = fork();
	check(child < 0, "fork");
	if (child == 0) {
		for (long i = 0; i < n; i++)
			if (read(there[0], &item, sizeof item) < 0 || write(back[1], &item, sizeof item) < 0)
				_exit(1);
		_exit(0);
	}
	int64_t start = now();
	for (long i = 0; i < n; i++)
		check(write(there[1], &item, sizeof item) < 0 || read(back[0], &item, sizeof item) < 0, "pipe");
	int64_t took = now() - start;
	waitpid(child, NULL, 0);
	return took;
}

int64_t masks(const struct maker *m, long n, int arg) {
	sigset_t all, old;
	sigfillset(&all);
	int64_t start = now();
	for (long i = 0; i < n; i++) {
		pthread_sigmask(SIG_SETMASK, &all, &old);
		pthread_sigmask(SIG_SETMASK, &old, NULL);
	}
	return now() - start;
}
