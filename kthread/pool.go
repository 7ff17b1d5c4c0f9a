package kthread

import "errors"

// What can go wrong with a [Pool] and its tasks.
var (
	// ErrPoolClosed: the pool takes no more bodies.
	ErrPoolClosed = errors.New("the pool of threads is closed")
	// ErrQueueFull: as many bodies wait as PoolConfig.Queue allows.
	ErrQueueFull = errors.New("the pool's queue is full")
	// ErrPending: the task was started and has not ended yet, so it can't be
	// started again.
	ErrPending = errors.New("the task is under way")
	// ErrDropped: the task was taken out of the queue, and its body did not run.
	ErrDropped = errors.New("the task was dropped from the queue")
)

const (
	// DefaultPoolQueue is how many bodies wait in a pool whose PoolConfig does
	// not say.
	DefaultPoolQueue = 256
	// MaxPoolThreads is the most threads that a pool can have.
	MaxPoolThreads = 1<<16 - 2
	// maxPoolQueue bounds the queue's memory to 16 MiB.
	maxPoolQueue = 1 << 20
)

// PoolConfig says how a pool is made. The zero value has a thread for each CPU
// that the process may use, with the default stack.
type PoolConfig struct {
	// Threads is how many threads the pool has: at most MaxPoolThreads. 0: as
	// many as [CPUCount] says.
	Threads int
	// Queue is how many bodies may wait for a thread, rounded up to a power of
	// two, at least 2; who has one more waits, or gets [ErrQueueFull]. 0:
	// DefaultPoolQueue.
	Queue int
	// Thread is what the threads are made by. Its Calls and Unchecked hold for
	// the bodies that Pool.Go and its like take. Detached is refused.
	Thread Config
	// NoSpin has idle threads, and who waits for tasks, sleep at once. Else they
	// look for what they wait for before they sleep, for up to some 20 µs, as long as
	// that succeeds as a rule; on a machine with one CPU they never do.
	NoSpin bool
	// Worker, if it is not nil, is called once for each thread, numbered from
	// 0, before the thread is made: it may change cfg's Name, CPUs and Sched.
	// NewPool calls it on the goroutine that NewPool was called on.
	Worker func(i int, cfg *Config)
}

// TaskConfig says how the body of a [Task] is to run. The zero value is ready to
// use.
type TaskConfig struct {
	// Name is the thread's name while it runs the body: as Config.Name. Empty:
	// the thread keeps its own.
	Name string
	// CPUs are the CPUs that the thread may use while it runs the body: as
	// Config.CPUs. Empty: the thread's own.
	CPUs []int
	// Calls and Unchecked are as in Config.
	Calls     []any
	Unchecked bool
}

// check returns an error for values that no system could honour.
func (cfg *PoolConfig) check() error {
	switch {
	case cfg.Threads < 0 || cfg.Threads > MaxPoolThreads:
		return invalid("PoolConfig.Threads is %d; give 0 for one for each CPU, or at most %d", cfg.Threads, MaxPoolThreads)
	case cfg.Queue < 0 || cfg.Queue > maxPoolQueue:
		return invalid("PoolConfig.Queue is %d bodies; give 0 for %d, or at most %d", cfg.Queue, DefaultPoolQueue, maxPoolQueue)
	case cfg.Thread.Detached:
		return invalid("PoolConfig.Thread.Detached is set; the threads of a pool end with it, and Close waits for them")
	}
	return cfg.Thread.check()
}

// check returns an error for values that no system could honour.
func (cfg *TaskConfig) check() error {
	c := Config{Name: cfg.Name, CPUs: cfg.CPUs}
	return c.check()
}
