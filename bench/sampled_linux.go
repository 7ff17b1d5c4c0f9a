package bench

import (
	"bufio"
	"fmt"
	"strconv"
	"time"

	"rawthread/kthread"
)

// SampledCases are all that look at times one by one.
func SampledCases() []Sampled {
	return []Sampled{{
		Name: "SpawnJoinTimes", Doc: "start a thread with a stack of 64 KiB, and join it", Floor: kernelAlone, Ours: "kthread", About: 25 * time.Microsecond, Longer: 2,
		Samplers: []Sampler{anyC().Sampler(kernelAlone, "floor-each-spawn"), Glibc.Sampler("glibc", "each-spawn"), Musl.Sampler("musl", "each-spawn"), {Name: "kthread", Run: eachSpawn}},
	}, {
		Name: "PoolTimes", Doc: "have a thread that is there run an empty body, and wait for it", Floor: "channel to a locked goroutine", Ours: "kthread.Pool", About: 10 * time.Microsecond, Longer: 1,
		Samplers: []Sampler{{Name: "channel to a locked goroutine", Run: eachLockedChannel}, {Name: "kthread.Pool", Run: eachPoolTask}},
	}, {
		Name: "Jitter", Doc: "a loop works for 10 us, again and again, while goroutines allocate with GOGC=10: in the same process, for C in another",
		Floor: inC, Ours: "kthread", Goal: "the 99.99 % and the greatest of a round no more than in C and the noise of the rounds", Least: 0.9999, About: spin, Longer: 10, Cost: time.Second,
		Samplers: []Sampler{underLoad(anyC().Sampler(inC, "jitter")), selfSampler("kthread", "jitter kthread"), selfSampler("locked goroutine", "jitter locked-goroutine")},
	}}
}

const inC = "C, load in another process"

func eachSpawn(n int) ([]int64, error) {
	samples := make([]int64, n)
	for i := range samples {
		start := time.Now()
		th, err := kthread.Spawn(kthread.Config{StackSize: smallStack}, func() {})
		if err != nil {
			return nil, err
		}
		if err := th.Join(); err != nil {
			return nil, err
		}
		samples[i] = time.Since(start).Nanoseconds()
	}
	return samples, nil
}

// selfSampler is this program in a process of its own.
func selfSampler(name, operation string) Sampler {
	return Sampler{Name: name, Run: func(n int) ([]int64, error) {
		cmd, err := self(operation + " " + strconv.Itoa(n))
		if err != nil {
			return nil, err
		}
		return numbersOf(cmd)
	}}
}

// underLoad is a sampler while another process is the load.
func underLoad(s Sampler) Sampler {
	run := s.Run
	if run == nil {
		return s
	}
	s.Run = func(n int) ([]int64, error) {
		cmd, err := self("load")
		if err != nil {
			return nil, err
		}
		in, err := cmd.StdinPipe()
		if err != nil {
			return nil, err
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			return nil, err
		}
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		defer cmd.Wait()
		defer in.Close()
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			return nil, fmt.Errorf("the load did not begin: %w", err)
		}
		return run(n)
	}
	return s
}
