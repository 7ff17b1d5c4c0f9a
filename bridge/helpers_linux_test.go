package bridge_test

import (
	"testing"

	"rawthread/bridge"
	"rawthread/kthread"
)

func spawn(t testing.TB, body func()) *kthread.Thread {
	t.Helper()
	th, err := kthread.Spawn(kthread.Config{StackSize: 128 << 10}, body)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func join(t testing.TB, th *kthread.Thread) {
	t.Helper()
	if err := th.Join(); err != nil {
		t.Error(err)
	}
}

func newServer(t testing.TB, cfg bridge.ServerConfig) *bridge.Server {
	t.Helper()
	s, err := bridge.NewServer(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}
