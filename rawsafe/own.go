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
	{trusted, "futex.waitGo kthread.sweep kthread.goroutineCloneError kthread.(*Thread).setNameOfOther",
		"called on goroutines only: tls.OnRawThread chooses"},
	{refused, "kthread.Go kthread.Spawn kthread.Prepare kthread.Threads kthread.CPUCount kthread.Features kthread.(*Thread).Name kthread.(*Thread).JoinContext",
		"for goroutines only, by their documentation"},
	{entered, "kthread.* tls.* futex.*",
		"assembly whose return addresses package internal/proof checks"},
}
