package bridge

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"

	"rawthread/internal/noptr"
)

// A Func is a function of a [Server] with an argument and a result that hold no
// pointers. Make it by [Register], and let the raw thread's body capture it.
type Func[A, R any] struct {
	server *Server
	number uint32
}

// Register adds a function to a server. It will run on one of the server's
// goroutines; its context is done when the server is closed. A and R must hold
// no pointers and have room in ServerConfig.Bytes. Functions stay until the
// server is gone. Goroutines only.
func Register[A, R any](s *Server, f func(ctx context.Context, arg A) R) (*Func[A, R], error) {
	for _, t := range []reflect.Type{reflect.TypeFor[A](), reflect.TypeFor[R]()} {
		if path := noptr.Path(t, t.String()); path != "" {
			return nil, fmt.Errorf("bridge: a call can't carry %v: %s is or holds a pointer; copy bytes with RegisterBytes, or carry an index", t, path)
		}
		if t.Size() > uintptr(s.bytes) {
			return nil, fmt.Errorf("bridge: a call can't carry %v of %d bytes: the server's ServerConfig.Bytes is %d", t, t.Size(), s.bytes)
		}
	}
	n := s.register(func(_ *slot, data []uint64) {
		r := f(s.ctx, *(*A)(unsafe.Pointer(unsafe.SliceData(data))))
		*(*R)(unsafe.Pointer(unsafe.SliceData(data))) = r
	})
	return &Func[A, R]{s, n}, nil
}

// Call has the function run, and waits for its result. It returns [ErrClosed] if
// the server was closed before the function began. Raw threads, and goroutines,
// which it keeps on their threads.
func (f *Func[A, R]) Call(arg A) (R, error) { return f.CallUntil(arg, Forever) }

// CallUntil is [Func.Call] until a deadline, see [After]; then it returns
// [ErrTimeout]. The function may run all the same, or still, and what it returns
// is lost. Raw threads, and goroutines, which it keeps on their threads.
func (f *Func[A, R]) CallUntil(arg A, deadline int64) (r R, err error) {
	s := f.server
	i, err := s.free.PopUntil(deadline)
	if err != nil {
		return r, err
	}
	data := unsafe.Pointer(unsafe.SliceData(s.dataOf(i)))
	*(*A)(data) = arg
	if err := s.call(i, f.number, deadline); err != nil {
		return r, err
	}
	r = *(*R)(data)
	s.giveBack(i)
	return r, nil
}

// A BytesFunc is a function of a [Server] that takes bytes and answers with
// bytes. Make it by [RegisterBytes].
type BytesFunc struct {
	server *Server
	number uint32
}

// RegisterBytes adds a function that takes bytes: a copy of what the caller gave,
// the function's own. It writes its answer to reply, which has
// ServerConfig.Bytes bytes and is valid until it returns, and returns how many
// it wrote. Otherwise it is as [Register]. Goroutines only.
func RegisterBytes(s *Server, f func(ctx context.Context, request, reply []byte) int) *BytesFunc {
	n := s.register(func(sl *slot, data []uint64) {
		reply := bytesOf(data)[:s.bytes]
		request := append([]byte(nil), reply[:sl.in]...)
		clear(reply)
		sl.out = uint32(max(0, min(s.bytes, f(s.ctx, request, reply))))
	})
	return &BytesFunc{s, n}
}

// Call has the function run on a copy of request, and copies its answer to reply.
// It returns how many bytes the answer has, [ErrTooLong] if the request is longer
// than ServerConfig.Bytes, or the answer than reply, which then has its
// beginning. Otherwise it is as [Func.Call].
func (f *BytesFunc) Call(request, reply []byte) (int, error) {
	return f.CallUntil(request, reply, Forever)
}

// CallUntil is [BytesFunc.Call] with a deadline, as [Func.CallUntil].
func (f *BytesFunc) CallUntil(request, reply []byte, deadline int64) (int, error) {
	s := f.server
	if len(request) > s.bytes {
		return 0, ErrTooLong
	}
	i, err := s.free.PopUntil(deadline)
	if err != nil {
		return 0, err
	}
	data := bytesOf(s.dataOf(i))
	s.slots[i].in = uint32(copy(data, request))
	if err := s.call(i, f.number, deadline); err != nil {
		return 0, err
	}
	n := int(s.slots[i].out)
	if copy(reply, data[:n]) < n {
		err = ErrTooLong
	}
	s.giveBack(i)
	return n, err
}
