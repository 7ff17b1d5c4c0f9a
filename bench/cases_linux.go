package bench

// Cases are all that compare peers by the time that an operation takes.
func Cases() []Case {
	var all []Case
	for _, some := range [][]Case{SpawnCases(), SpawnerCases(), MomentCases(), DetachedCases(), GroupCases(), PoolCases(), LockCases(), CrossingCases(), GoCases(), VarCases()} {
		all = append(all, some...)
	}
	return all
}
