// Peers in Zig: peers OPERATION N [ARG] does it N times and prints nanoseconds.
const std = @import("std");

var lock: std.Thread.Mutex = .{};
var counter: u64 = 0;

// work is what a thread does between two turns at a lock: the same as the C
// side's.
fn work(start: u64, n: usize) u64 {
    var x = start;
    for (0..n) |_| {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    return x;
}

fn mutex(n: usize) !u64 {
    var timer = try std.time.Timer.start();
    for (0..n) |_| {
        lock.lock();
        @as(*volatile u64, &counter).* += 1;
        lock.unlock();
    }
    return timer.read();
}

fn contend(n: usize, begin: *std.Thread.ResetEvent) void {
    begin.wait();
    var x: u64 = 88172645463325252;
    for (0..n) |_| {
        lock.lock();
        @as(*volatile u64, &counter).* += 1;
        lock.unlock();
        x = work(x, 20);
    }
    std.mem.doNotOptimizeAway(x);
}

fn contended(n: usize, threads: usize) !u64 {
    var all: [256]std.Thread = undefined;
    var begin: std.Thread.ResetEvent = .{};
    for (all[0..threads]) |*t| t.* = try std.Thread.spawn(.{ .stack_size = 64 << 10 }, contend, .{ n / threads, &begin });
    var timer = try std.time.Timer.start();
    begin.set();
    for (all[0..threads]) |t| t.join();
    return timer.read();
}

fn nothing() void {}

const small = std.Thread.SpawnConfig{ .stack_size = 64 << 10 };

// spawn creates and joins a thread with a stack of so many KiB.
fn spawn(n: usize, kib: usize) !u64 {
    var timer = try std.time.Timer.start();
    for (0..n) |_| (try std.Thread.spawn(.{ .stack_size = kib << 10 }, nothing, .{})).join();
    return timer.read();
}

fn spawner(n: usize, begin: *std.Thread.ResetEvent) void {
    begin.wait();
    for (0..n) |_| (std.Thread.spawn(small, nothing, .{}) catch @panic("spawn")).join();
}

fn spawners(n: usize, threads: usize) !u64 {
    var all: [256]std.Thread = undefined;
    var begin: std.Thread.ResetEvent = .{};
    for (all[0..threads]) |*t| t.* = try std.Thread.spawn(.{}, spawner, .{ (n + threads - 1) / threads, &begin });
    var timer = try std.time.Timer.start();
    begin.set();
    for (all[0..threads]) |t| t.join();
    return timer.read();
}

fn now() i64 {
    var t: std.posix.timespec = undefined;
    std.posix.clock_gettime(.MONOTONIC, &t) catch unreachable;
    return @as(i64, t.sec) * 1_000_000_000 + t.nsec;
}

fn note(at: *i64) void {
    at.* = now();
}

fn toFirst(n: usize) !i64 {
    var sum: i64 = 0;
    for (0..n) |_| {
        var first: i64 = 0;
        const start = now();
        (try std.Thread.spawn(small, note, .{&first})).join();
        sum += first - start;
    }
    return sum;
}

// The body works until the joiner is asleep.
fn noteLate(at: *i64) void {
    const end = now() + 50_000;
    while (at.* < end) at.* = now();
}

fn toJoiner(n: usize) !i64 {
    var sum: i64 = 0;
    for (0..n) |_| {
        var last: i64 = 0;
        (try std.Thread.spawn(small, noteLate, .{&last})).join();
        sum += now() - last;
    }
    return sum;
}

var ran = std.atomic.Value(u32).init(0);

fn saySo() void {
    _ = ran.fetchAdd(1, .seq_cst);
    std.Thread.Futex.wake(&ran, 1);
}

fn tasks() !usize {
    return (try std.posix.fstatat(std.posix.AT.FDCWD, "/proc/self/task", 0)).nlink;
}

// Detached threads say that they ran; when all did, the kernel's count of tasks
// says that they are gone.
fn detached(n: usize) !u64 {
    const before = try tasks();
    var timer = try std.time.Timer.start();
    for (0..n) |i| {
        (try std.Thread.spawn(small, saySo, .{})).detach();
        while (ran.load(.seq_cst) == i) std.Thread.Futex.wait(&ran, @intCast(i));
    }
    while (try tasks() > before) std.time.sleep(50_000);
    return timer.read();
}

var there = std.atomic.Value(u32).init(0);
var wanted: u32 = 0;
var gate = std.atomic.Value(u32).init(0);

fn park() void {
    if (there.fetchAdd(1, .seq_cst) + 1 == wanted) std.Thread.Futex.wake(&there, 1);
    while (gate.load(.seq_cst) == 0) std.Thread.Futex.wait(&gate, 0);
}

// live is the same as the C side's.
fn live() !void {
    const in = std.io.getStdIn().reader();
    const out = std.io.getStdOut().writer();
    var all = std.ArrayList(std.Thread).init(std.heap.page_allocator);
    var line: [32]u8 = undefined;
    while (try in.readUntilDelimiterOrEof(&line, '\n')) |text| {
        const n = try std.fmt.parseInt(u32, text, 10);
        wanted = @intCast(all.items.len + n);
        try all.ensureTotalCapacity(wanted);
        var timer = try std.time.Timer.start();
        const failed: ?anyerror = for (0..n) |_| {
            all.appendAssumeCapacity(std.Thread.spawn(small, park, .{}) catch |e| break e);
        } else null;
        if (failed) |e| {
            try out.print("end after {d}: {s}\n", .{ all.items.len, @errorName(e) });
            continue;
        }
        while (there.load(.seq_cst) < wanted) std.Thread.Futex.wait(&there, there.load(.seq_cst));
        try out.print("{d}\n", .{timer.read()});
    }
    gate.store(1, .seq_cst);
    std.Thread.Futex.wake(&gate, std.math.maxInt(u32));
    for (all.items) |t| t.join();
}

pub fn main() !void {
    var args = std.process.args();
    _ = args.skip();
    const operation = args.next() orelse return error.Usage;
    const is = struct {
        fn is(a: []const u8, b: []const u8) bool {
            return std.mem.eql(u8, a, b);
        }
    }.is;
    if (is(operation, "live")) return live();
    const n = try std.fmt.parseInt(usize, args.next() orelse return error.Usage, 10);
    const arg = try std.fmt.parseInt(usize, args.next() orelse "0", 10);
    const took: i128 = if (is(operation, "mutex"))
        try mutex(n)
    else if (is(operation, "contended"))
        try contended(n, arg)
    else if (is(operation, "spawn"))
        try spawn(n, arg)
    else if (is(operation, "spawners"))
        try spawners(n, arg)
    else if (is(operation, "to-first"))
        try toFirst(n)
    else if (is(operation, "to-joiner"))
        try toJoiner(n)
    else if (is(operation, "detached"))
        try detached(n)
    else
        return error.Usage;
    try std.io.getStdOut().writer().print("{d}\n", .{took});
}
