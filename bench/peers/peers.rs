// Peers in Rust: peers OPERATION N [ARG] does it N times and prints nanoseconds.
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::SeqCst};
use std::sync::Barrier;
use std::thread::{self, Builder, JoinHandle, Thread};
use std::time::{Duration, Instant};

fn start(kib: usize, body: impl FnOnce() + Send + 'static) -> std::io::Result<JoinHandle<()>> {
    Builder::new().stack_size(kib << 10).spawn(body)
}

// spawn creates and joins threads with stacks of so many KiB.
fn spawn(n: u64, kib: usize) -> u64 {
    let begin = Instant::now();
    for _ in 0..n {
        start(kib, || ()).unwrap().join().unwrap();
    }
    begin.elapsed().as_nanos() as u64
}

fn spawners(n: u64, threads: usize) -> u64 {
    let begin = Barrier::new(threads + 1);
    let mut started = Instant::now();
    thread::scope(|s| {
        for _ in 0..threads {
            s.spawn(|| {
                begin.wait();
                spawn(n.div_ceil(threads as u64), 64)
            });
        }
        begin.wait();
        started = Instant::now();
    });
    started.elapsed().as_nanos() as u64
}

static AT: AtomicU64 = AtomicU64::new(0);

fn to_first(n: u64) -> u64 {
    let zero = Instant::now();
    let mut sum = 0;
    for _ in 0..n {
        let begin = zero.elapsed().as_nanos() as u64;
        start(64, move || AT.store(zero.elapsed().as_nanos() as u64, SeqCst)).unwrap().join().unwrap();
        sum += AT.load(SeqCst) - begin;
    }
    sum
}

// The body works until the joiner is asleep.
fn to_joiner(n: u64) -> u64 {
    let zero = Instant::now();
    let mut sum = 0;
    for _ in 0..n {
        let body = move || {
            let begin = Instant::now();
            while begin.elapsed() < Duration::from_micros(50) {}
            AT.store(zero.elapsed().as_nanos() as u64, SeqCst);
        };
        start(64, body).unwrap().join().unwrap();
        sum += zero.elapsed().as_nanos() as u64 - AT.load(SeqCst);
    }
    sum
}

static RAN: AtomicU32 = AtomicU32::new(0);

fn tasks() -> u64 {
    fs::metadata("/proc/self/task").unwrap().nlink()
}

// Detached threads say that they ran; when all did, the kernel's count of tasks
// says that they are gone.
fn detached(n: u64) -> u64 {
    let before = tasks();
    let begin = Instant::now();
    for i in 0..n {
        let me = thread::current();
        drop(start(64, move || {
            RAN.fetch_add(1, SeqCst);
            me.unpark();
        }));
        while RAN.load(SeqCst) as u64 == i {
            thread::park();
        }
    }
    while tasks() > before {
        thread::sleep(Duration::from_micros(50));
    }
    begin.elapsed().as_nanos() as u64
}

static THERE: AtomicU32 = AtomicU32::new(0);
static WANTED: AtomicU32 = AtomicU32::new(0);
static GATE: AtomicBool = AtomicBool::new(false);

fn parked(main: Thread) {
    if THERE.fetch_add(1, SeqCst) + 1 == WANTED.load(SeqCst) {
        main.unpark();
    }
    while !GATE.load(SeqCst) {
        thread::park();
    }
}

// live is the same as the C side's, but that each thread parks by itself: std
// has no futex.
fn live() {
    let mut all: Vec<JoinHandle<()>> = Vec::new();
    for line in std::io::stdin().lines() {
        let n: usize = line.unwrap().parse().unwrap();
        let wanted = (all.len() + n) as u32;
        WANTED.store(wanted, SeqCst);
        all.reserve(n);
        let begin = Instant::now();
        let mut failed = None;
        for _ in 0..n {
            let main = thread::current();
            match start(64, || parked(main)) {
                Ok(t) => all.push(t),
                Err(e) => {
                    failed = Some(e);
                    break;
                }
            }
        }
        while failed.is_none() && THERE.load(SeqCst) < wanted {
            thread::park();
        }
        match failed {
            None => println!("{}", begin.elapsed().as_nanos()),
            Some(e) => println!("end after {}: {}", all.len(), e),
        }
    }
    GATE.store(true, SeqCst);
    for t in all {
        t.thread().unpark();
        t.join().unwrap();
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args.len() == 2 && args[1] == "live" {
        return live();
    }
    let n: u64 = args[2].parse().unwrap();
    let arg: usize = args.get(3).map_or(0, |a| a.parse().unwrap());
    let took = match args[1].as_str() {
        "spawn" => spawn(n, arg),
        "spawners" => spawners(n, arg),
        "to-first" => to_first(n),
        "to-joiner" => to_joiner(n),
        "detached" => detached(n),
        other => panic!("no operation {other}"),
    };
    println!("{took}");
}
