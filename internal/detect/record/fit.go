package record

// MaxBytes bounds a record: a longer one is not kept.
const MaxBytes = 64 << 10

// Fit encodes what has long lists. When all of it is longer than MaxBytes, encode is asked for the first keep entries of each list, then for
// half as many until none is left. It is nil when encode fails, or what has no list left is still too long.
func Fit(keep int, encode func(keep int) ([]byte, error)) []byte {
	for ; ; keep /= 2 {
		data, err := encode(keep)
		switch {
		case err != nil:
			return nil
		case len(data) <= MaxBytes:
			return data
		case keep == 0:
			return nil
		}
	}
}
