package rawsafe

import (
	"reflect"
	"strings"
)

// modulePath is the path of this module.
var modulePath = strings.TrimSuffix(reflect.TypeFor[Violation]().PkgPath(), "/rawsafe")

// ownRules are the functions of this module that are not read like others:
// only what they do at run time makes them safe, or they would be refused for
// something deep inside. Names are relative to the module.
var ownRules = []rule{
	{trusted, "kthread.clone",
		"makes a thread, which does not come back to the caller's code"},
	{trusted, "internal/vdso.call",
		"calls clock_gettime in the kernel's vDSO, by an address that the ELF image gave, in its own frame; C code keeps the stack pointer and g"},
	{trusted, "gothread.enter",
		"goes into Go as a thread of C's does, and comes back with the stack, g and signals as they were"},
	{trusted, "kthread.(*instance).callDrop",
		"calls gothread.drop, which gives back what gothread.enter took"},
	{trusted, "gothread.callGo",
		"called on goroutines only: tls.OnRawThread chooses"},
	{trusted, "futex.blockGo futex.waitvGo futex.wait2Go futex.probeGo futex.pinGo futex.unpinGo futex.robustHeadGo kthread.sweep kthread.goroutineCloneError kthread.(*task).empty kthread.(*task).goroutineRefusal kthread.(*Thread).setNameOfOther bridge.(*core).awaitGo",
		"called on goroutines only: tls.OnRawThread chooses"},
	{refused, "gothread.Spawn gothread.Prepare gothread.PrepareBrief gothread.UseGoroutines gothread.Backend kthread.Go kthread.Spawn kthread.Prepare kthread.Threads kthread.CPUCount kthread.Features kthread.(*Thread).Name kthread.(*Thread).JoinContext kthread.JoinAnyContext kthread.SpawnN kthread.(*Group).JoinContext kthread.(*Group).Detach kthread.NewPool kthread.(*Pool).Go kthread.(*Pool).TryGo kthread.(*Pool).GoTimeout kthread.(*Pool).GoContext kthread.(*Pool).Prepare kthread.(*Pool).Close kthread.(*Pool).CloseNow kthread.(*Task).StartContext kthread.(*Task).WaitContext bridge.(*core).awaitContext bridge.NewServer bridge.(*Server).Close bridge.RegisterBytes bridge.NewLog bridge.(*Log).Flush bridge.(*Log).Close",
		"for goroutines only, by their documentation"},
	{entered, "kthread.* tls.* futex.*",
		"assembly whose return addresses package internal/proof checks"},
}
