#include "common.h"
#include <limits.h>
#include <sched.h>
#include <sys/mman.h>

// clone by the name that a static musl does not keep from making threads.
extern int __clone(int (*)(void *), void *, int, void *, ...);

static int kernel_entry(void *p) {
	struct thread *t = p;
	t->body(t->arg);
	return 0;
}

static const size_t stack_size = 64 << 10;

static void map_stack(struct thread *t) {
	t->stack = mmap(NULL, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	check(t->stack == MAP_FAILED, "mmap");
	t->stack += stack_size;
}

static void kernel_init(struct thread *t, size_t stack) {
	(void)stack; // which it has from the start, and need not be mapped again
	map_stack(t);
}

// kernel_start is what the kernel itself costs: clone, exit, and a futex on the
// word that the kernel clears, again and again on one stack. CLONE_SETTLS is
// left out, since the body needs no TLS; the C library's clone ends in exit(2).
static void kernel_start(struct thread *t) {
	int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
	t->word = 1;
	check(__clone(kernel_entry, t->stack, flags, t, &t->tid, NULL, &t->word) < 0, "clone");
}

static void kernel_join(struct thread *t) {
	while (atomic_load(&t->word) != 0)
		syscall(SYS_futex, &t->word, FUTEX_WAIT /* shared, as the kernel's wake is */, 1, NULL, NULL, 0);
}

const struct maker kernel_alone = {kernel_init, kernel_start, kernel_join};

// What a stack costs that is mapped for each thread, and unmapped behind it: no
// guard, and one page that is written to.
static void new_init(struct thread *t, size_t stack) {
	(void)t;
	(void)stack;
}

static void new_start(struct thread *t) {
	map_stack(t);
	kernel_start(t);
}

static void new_join(struct thread *t) {
	kernel_join(t);
	check(munmap(t->stack - stack_size, stack_size) < 0, "munmap");
}

const struct maker new_stack = {new_init, new_start, new_join};

static void *library_entry(void *p) {
	struct thread *t = p;
	t->body(t->arg);
	return NULL;
}

// MIPS has no stacks below 128 KiB in glibc.
static void library_init(struct thread *t, size_t stack) {
	size_t least = PTHREAD_STACK_MIN;
	pthread_attr_init(&t->attr);
	check(pthread_attr_setstacksize(&t->attr, stack < least ? least : stack) != 0, "stack size");
}

static void library_start(struct thread *t) { check(pthread_create(&t->handle, &t->attr, library_entry, t) != 0, "pthread_create"); }

static void library_join(struct thread *t) { check(pthread_join(t->handle, NULL) != 0, "pthread_join"); }

const struct maker library = {library_init, library_start, library_join};
