package baseline

// ForgetLevel keeps the shape of the week and forgets how the last day went against it: for what was learned long ago.
func (m *Model) ForgetLevel() {
	m.levelEvents, m.levelSeason = levelPrior, levelPrior
	m.Forget()
}
