package main

// A report is the JSON document. What was not done is left out.
type report struct {
	System *systemReport `json:"system,omitempty"`
	Region *regionReport `json:"region,omitempty"`
	Count  *countReport  `json:"count,omitempty"`
	Spawn  *spawnReport  `json:"spawn,omitempty"`
	Errors []string      `json:"errors"`
}

type systemReport struct {
	Arch     string    `json:"arch"`
	Go       string    `json:"go"`
	Kernel   string    `json:"kernel"`
	PageSize int       `json:"page_size"`
	CPUs     int       `json:"cpus"`
	Features []feature `json:"features"`
}

// A feature is a kthread.Feature.
type feature struct {
	Name string `json:"name"`
	Have bool   `json:"have"`
	Used string `json:"used"`
}

type regionReport struct {
	ThreadID int      `json:"thread_id"`
	Parts    []part   `json:"parts"` // lowest address first
	Maps     []string `json:"maps"`  // lines of /proc/self/maps, lowest address first
}

type part struct {
	Name string `json:"name"`
	Addr string `json:"addr"` // hexadecimal
	Size uint64 `json:"size"` // in bytes
}

type countReport struct {
	Dir        string      `json:"dir"`
	Complete   bool        `json:"complete"` // false: stopped half-way
	Files      int         `json:"files"`    // counted, empty ones not included
	Empty      int         `json:"empty_files"`
	Bytes      uint64      `json:"bytes"`
	Lines      uint64      `json:"lines"` // newlines
	Histogram  [256]uint64 `json:"histogram"`
	Equal      bool        `json:"equal"` // goroutines found the same
	Threads    int         `json:"threads"`
	RawThreads speed       `json:"raw_threads"`
	Goroutines speed       `json:"goroutines"`
	Ratio      float64     `json:"ratio"` // of the times, goroutines to raw threads
}

type speed struct {
	NS    int64   `json:"ns"`
	MBPer float64 `json:"mb_per_s"`
}

type spawnReport struct {
	Asked      int     `json:"asked"`
	RawThreads cost    `json:"raw_threads"`
	Locked     cost    `json:"locked_goroutines"`
	Ratio      float64 `json:"ratio"` // of the times of each, goroutines to raw threads
}

type cost struct {
	Made   int     `json:"made"`
	NSEach float64 `json:"ns_each"`
}

// per returns a/b, 0 for b == 0: JSON has no infinity.
func per(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}
