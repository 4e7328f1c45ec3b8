package flatline

// conversion rules when attempts go on and fewer of them succeed: successes are missing even for the attempts that came.
func (j *judgement) conversion() (Ruling, bool) {
	ref := j.Reference
	if ref == nil || !j.flow(*ref).known() || j.referenceStopped() {
		return Ruling{}, false
	}
	f := j.flow(*ref)
	if !j.relative() {
		if r, ok := j.fewerThan(f, ref.Title); ok {
			return r, true
		}
		if atMost(counted(j.Subject.Seen), 0.9*j.left(f)*j.expected) >= 0.01 {
			return Ruling{}, false
		}
	}
	r := j.tell(KindConversion, j.loud(), j.streamName())
	j.suspect(&r)
	r.Words = j.words(j.missing(), ref.Title+" go on ("+usual(f.seen, f.expected)+")", j.part(), j.blame(r))
	return r, true
}

// relative says that the evidence is measured against other traffic or another release: less of all changes nothing in it.
func (j *judgement) relative() bool { return j.Conditional || j.Cohort != "" }
