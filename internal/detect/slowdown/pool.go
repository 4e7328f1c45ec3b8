package slowdown

import "unsafe"

// chunk is how many bytes of values are made at once: whole pages, that next to nothing is lost of.
const chunk = 1 << 16

// pool makes values that stay where they are, many at once: alone each would take up to an eighth more. What is given back is
// empty and is used again.
type pool[T any] struct {
	free []*T
}

func (p *pool[T]) take() *T {
	if len(p.free) == 0 {
		var one T
		all := make([]T, chunk/unsafe.Sizeof(one))
		for i := range all {
			p.free = append(p.free, &all[i])
		}
	}
	n := len(p.free) - 1
	one := p.free[n]
	p.free = p.free[:n]
	return one
}

func (p *pool[T]) give(one *T) {
	var empty T
	*one = empty
	p.free = append(p.free, one)
}
