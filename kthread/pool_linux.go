package kthread

import (
	"runtime"
	"sync"

	"rawthread/futex"
	"rawthread/internal/word"
	"rawthread/tls"
)

// A Pool is a number of raw threads that run one body after another: a thread
// that has none waits, and looks for the next for a moment before it sleeps. So a
// body begins a microsecond after it was given, where a thread for itself would
// take tens.
//
// Bodies are checked like Spawn's. They begin in the order in which they were
// given, as threads become free. A body that calls [Exit] ends its thread, and
// another takes the thread's place; one that panics ends the process with a report
// that names the body. What a body leaves in its thread, as in package tls's
// variables, the next one there finds.
//
// Close ends a pool. When its last handle is lost, and no Task of it is left that
// may be started, it is closed too. Its methods may be called from several
// goroutines at once.
type Pool struct{ *pool }

// pool is what a handle, the workers and the tasks share. The list of pools
// keeps it until the workers are gone.
type pool struct {
	ring  poolRing
	idle  idleStack
	room  roomGate
	table taskTable

	workers []worker
	threads []*Thread   // one more than workers, see spare
	spare   word.Uint32 // number of the thread that takes the next one's place, see worker.leave
	live    word.Uint32 // workers that have not ended
	never   word.Uint32 // 0 for ever: for sleeps that end by time

	spin spinner // of those who wait for tasks

	tls    tls.Layout
	thread Config // as in the PoolConfig
	reap   sync.Once
}

// pools keeps, for the collector, those whose threads are there.
var pools struct {
	sync.Mutex
	all map[*pool]bool
}

// NewPool makes a pool and starts its threads. If it fails, nothing is left: no
// memory, no task. Goroutines only.
func NewPool(cfg PoolConfig) (*Pool, error) {
	if tls.OnRawThread() {
		return nil, ErrGoroutineOnly
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	cpus, err := CPUCount()
	if err != nil {
		return nil, err
	}
	if cfg.Threads == 0 {
		cfg.Threads = min(cpus, MaxPoolThreads)
	}
	if cfg.Queue == 0 {
		cfg.Queue = DefaultPoolQueue
	}
	p := &pool{thread: cfg.Thread}
	p.spin.on = cpus > 1 && !cfg.NoSpin
	p.ring.cells = newPoolRing(cfg.Queue)
	if err := p.start(&cfg); err != nil {
		return nil, err
	}
	h := &Pool{p}
	runtime.AddCleanup(h, func(p *pool) { go p.close() }, p)
	return h, nil
}

// start makes the workers and their threads: all or none.
func (p *pool) start(cfg *PoolConfig) error {
	n := cfg.Threads
	p.workers = make([]worker, n)
	p.spare.Store(uint32(n))
	pools.Lock()
	if pools.all == nil {
		pools.all = make(map[*pool]bool)
	}
	pools.all[p] = true
	pools.Unlock()
	err := p.prepare(cfg)
	for i := 0; err == nil && i < n; i++ {
		if err = p.threads[i].Start(); err == nil {
			p.live.Add(1)
		}
	}
	if err != nil {
		p.close()
	}
	return err
}

// prepare makes a thread for each worker, and one to spare.
func (p *pool) prepare(cfg *PoolConfig) error {
	tl, err := threadTLS() // before the threads: theirs may have more variables
	if err != nil {
		return err
	}
	p.tls = tl
	for i := range p.workers {
		c := cfg.Thread
		if cfg.Worker != nil {
			cfg.Worker(i, &c)
			if c.StackSize != cfg.Thread.StackSize || c.GuardSize != cfg.Thread.GuardSize || c.Detached {
				return invalid("PoolConfig.Worker changed the StackSize, the GuardSize or Detached of thread %d; it may change Name, CPUs and Sched", i)
			}
		}
		w := &p.workers[i]
		w.pool, w.number, w.thread, w.name = p, uint32(i), uint32(i), c.Name
		w.spin.on = p.spin.on
		w.setup.from(&c)
		if err := p.addThread(c); err != nil {
			return err
		}
		p.threads[i].setWorker(w)
	}
	return p.addThread(Config{StackSize: cfg.Thread.StackSize, GuardSize: cfg.Thread.GuardSize})
}

func (p *pool) addThread(c Config) error {
	c.Unchecked = true // TestPoolIsRawSafe checks it
	t, err := Prepare(c, workerBody)
	if err == nil {
		p.threads = append(p.threads, t)
	}
	return err
}

// Close lets no more bodies in, waits until those that were let in are done and
// the threads have ended, and frees these. Who waits for room in the queue gets
// [ErrPoolClosed]. It may be called again, and at once: each call waits for the
// same end. From a body of the pool it returns [ErrDeadlock]; from other raw
// threads [ErrGoroutineOnly].
func (p *Pool) Close() error {
	if tls.OnRawThread() {
		if w := currentWorker(); w != nil && w.pool == p.pool {
			return ErrDeadlock
		}
		return ErrGoroutineOnly
	}
	p.close()
	runtime.KeepAlive(p)
	return nil
}

// CloseNow is [Pool.Close], but bodies that have not begun do not run: the Wait
// of their tasks returns [ErrDropped].
func (p *Pool) CloseNow() error {
	if tls.OnRawThread() {
		return p.Close()
	}
	p.shut()
	p.drop()
	return p.Close()
}

// Drop takes the tasks that have not begun out of the queue, and returns how many
// they were: their Wait returns [ErrDropped]. Goroutines and raw threads.
func (p *Pool) Drop() int {
	n := p.drop()
	keepPool(p)
	return n
}

// keepPool is keep for pools.
func keepPool(p *Pool) { runtime.KeepAlive(p) }

func (p *pool) drop() int {
	n := 0
	for {
		t, ok := p.take()
		if !ok {
			p.match()
			return n
		}
		if t != 0 {
			taskAt(t).end(taskDropped)
			n++
		}
	}
}

// shut closes the ring. Who waits for room, and workers that have nothing more to
// do, are woken.
func (p *pool) shut() {
	p.ring.close()
	p.room.open(everyone)
	p.match()
}

// close is Close on a goroutine that is no worker.
func (p *pool) close() {
	p.shut()
	for n := p.live.Load(); n != 0; n = p.live.Load() {
		futex.Wait(word.Addr(&p.live), n)
	}
	p.reap.Do(func() {
		for _, t := range p.threads {
			if t.Release() != nil {
				t.Join()
			}
		}
		p.threads = nil
		p.table.clear()
		pools.Lock()
		delete(pools.all, p)
		pools.Unlock()
	})
}
