package delivery

import "errors"

// InOrder calls send with 0 to n-1. A refusal (an *Error of class Refused) is noted and the next one
// sent; any other error stops it, because what comes later must not overtake what has to be sent
// again. done is how many are over and done with, refused joins the refusals, and stopped is
// the error that stopped it, nil when done is n.
func InOrder(n int, send func(i int) error) (done int, refused, stopped error) {
	var refusals []error
	for done < n {
		err := send(done)
		var e *Error
		switch {
		case err == nil:
		case errors.As(err, &e) && e.Class == Refused:
			refusals = append(refusals, err)
		default:
			return done, errors.Join(refusals...), err
		}
		done++
	}
	return done, errors.Join(refusals...), nil
}
