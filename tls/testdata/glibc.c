/* Prints, for the main thread and for another, the thread pointer and the
 * addresses of its thread-local variables, one thread a line. The test links
 * it in several ways and compares with its own layout of the same file. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

__thread char tls_a[7] __attribute__((aligned(DATA_ALIGN))) = "abcdef";
__thread int tls_b = 0x01020304;
__thread char tls_c[3];
__thread char tls_d[33] __attribute__((aligned(BSS_ALIGN)));

static void *report(void *name)
{
	uintptr_t tp;
	__asm__("mov %%fs:0, %0" : "=r"(tp));
	printf("%s %#lx %p %p %p %p %d\n", (char *)name, tp, (void *)tls_a, (void *)&tls_b, (void *)tls_c, (void *)tls_d,
		tls_a[5] == 'f' && tls_b == 0x01020304 && tls_c[2] == 0 && tls_d[32] == 0);
	return 0;
}

int main(void)
{
	pthread_t thread;
	report("main");
	if (pthread_create(&thread, 0, report, "pthread"))
		return 1;
	return pthread_join(thread, 0) != 0;
}
