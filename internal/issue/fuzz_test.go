package issue

import "testing"

// FuzzUnmarshalUsers reads any bytes as an estimate: an error, or something that can be used.
func FuzzUnmarshalUsers(f *testing.F) {
	few, many := NewUsers(), NewUsers()
	few.Add("a")
	for n := range 20_000 {
		many.Add(string([]byte{byte(n), byte(n >> 8)}))
	}
	for _, u := range []*Users{NewUsers(), few, many} {
		data, err := u.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		u, err := UnmarshalUsers(data)
		if err != nil || u == nil {
			return
		}
		u.Add("b")
		u.Estimate()
		fresh := NewUsers()
		if err := fresh.Merge(u); err != nil {
			return
		}
		if _, err := fresh.MarshalBinary(); err != nil {
			t.Fatal(err)
		}
	})
}
