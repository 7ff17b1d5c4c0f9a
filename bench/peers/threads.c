#include "common.h"
#include <stdbool.h>
#include <sys/stat.h>

static void nothing(void *unused) { (void)unused; }

static const size_t small = 64 << 10;

int64_t spawn(const struct maker *m, long n, int kib) {
	struct thread t = {nothing};
	m->init(&t, (size_t)kib << 10);
	int64_t start = now();
	for (long i = 0; i < n; i++) {
		m->start(&t);
		m->join(&t);
	}
	return now() - start;
}

// As Go's runtime has it: a thread that looks around every 20 us.
static atomic_bool watched;

static void *watcher(void *unused) {
	(void)unused;
	struct timespec t = {0, 20000};
	while (atomic_load(&watched))
		nanosleep(&t, NULL);
	return NULL;
}

int64_t watched_spawn(const struct maker *m, long n, int kib) {
	pthread_t w;
	atomic_store(&watched, true);
	check(pthread_create(&w, NULL, watcher, NULL) != 0, "pthread_create");
	int64_t took = spawn(m, n, kib);
	atomic_store(&watched, false);
	pthread_join(w, NULL);
	return took;
}

void each_spawn(const struct maker *m, long n, int64_t *samples) {
	struct thread t = {nothing};
	m->init(&t, small);
	for (long i = 0; i < n; i++) {
		int64_t start = now();
		m->start(&t);
		m->join(&t);
		samples[i] = now() - start;
	}
}

int64_t many(const struct maker *m, long n, int count) {
	struct thread *all = calloc(count, sizeof *all);
	for (int i = 0; i < count; i++) {
		all[i].body = nothing;
		m->init(&all[i], small);
	}
	int64_t start = now();
	for (long i = 0; i < n; i += count) {
		for (int j = 0; j < count; j++)
			m->start(&all[j]);
		for (int j = 0; j < count; j++)
			m->join(&all[j]);
	}
	return now() - start;
}

struct share {
	const struct maker *m;
	pthread_barrier_t *begin;
	long n;
};

static void *spawner(void *p) {
	struct share *s = p;
	pthread_barrier_wait(s->begin);
	spawn(s->m, s->n, small >> 10);
	return NULL;
}

int64_t spawners(const struct maker *m, long n, int count) {
	pthread_barrier_t begin;
	pthread_barrier_init(&begin, NULL, count + 1);
	pthread_t *all = calloc(count, sizeof *all);
	struct share share = {m, &begin, (n + count - 1) / count};
	for (int i = 0; i < count; i++)
		check(pthread_create(&all[i], NULL, spawner, &share) != 0, "pthread_create");
	pthread_barrier_wait(&begin);
	int64_t start = now();
	for (int i = 0; i < count; i++)
		pthread_join(all[i], NULL);
	return now() - start;
}

static void note(void *at) { *(int64_t *)at = stamp(); }

int64_t to_first(const struct maker *m, long n, int arg) {
	int64_t first, sum = 0;
	struct thread t = {note, &first};
	m->init(&t, small);
	for (long i = 0; i < n; i++) {
		int64_t start = stamp();
		m->start(&t);
		m->join(&t);
		sum += first - start;
	}
	return sum;
}

// The body works until the joiner is asleep.
static void note_late(void *at) {
	int64_t end = stamp() + 50000;
	while ((*(int64_t *)at = stamp()) < end)
		;
}

int64_t to_joiner(const struct maker *m, long n, int arg) {
	int64_t last, sum = 0;
	struct thread t = {note_late, &last};
	m->init(&t, small);
	for (long i = 0; i < n; i++) {
		m->start(&t);
		m->join(&t);
		sum += stamp() - last;
	}
	return sum;
}

// Detached threads say that they ran; when all did, the kernel's count of tasks
// says that they are gone.
static atomic_uint ran;

static void say_so(void *unused) {
	(void)unused;
	atomic_fetch_add(&ran, 1);
	wake(&ran, 1);
}

static long tasks(void) {
	struct stat s;
	check(stat("/proc/self/task", &s) < 0, "/proc/self/task");
	return s.st_nlink;
}

// Those of the kernel alone have 64 stacks, whose threads are waited for before
// they are used again.
int64_t detached(const struct maker *m, long n, int arg) {
	enum { stacks = 64 };
	static struct thread all[stacks];
	for (int i = 0; i < stacks; i++) {
		all[i].body = say_so;
		m->init(&all[i], small);
		if (m == &library)
			pthread_attr_setdetachstate(&all[i].attr, PTHREAD_CREATE_DETACHED);
	}
	long before = tasks();
	int64_t start = now();
	for (long i = 0; i < n; i++) {
		struct thread *t = &all[i % stacks];
		if (m != &library)
			m->join(t);
		m->start(t);
		wait_while(&ran, i);
	}
	while (tasks() > before)
		usleep(50);
	return now() - start;
}
