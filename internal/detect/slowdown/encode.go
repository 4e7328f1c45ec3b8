package slowdown

import "github.com/tidemark-otel/tidemark/internal/detect/record"

func (d *Detector) encode(o *operation) []byte {
	k := d.key(o)
	w := record.Writer{}
	w.Int(recordVersion)
	w.String(k.Namespace)
	w.String(k.Service)
	w.String(k.Environment)
	w.String(k.Operation)
	w.Bool(k.Failed)
	w.Int(o.born)
	w.Int(o.last)
	w.Float(o.spans)
	w.Float(o.level)
	w.Float(o.normal)
	w.Float(float64(o.inflation))
	w.Bool(o.drift != nil)
	if o.drift != nil {
		w.Part(o.drift)
	}
	var n int64
	for _, s := range o.slots {
		if s != nil {
			n++
		}
	}
	w.Int(n)
	for i, s := range o.slots {
		if s == nil {
			continue
		}
		w.String(d.releases[o.of[i]].version)
		w.Bool(o.chosen && int(o.base) == i)
		w.Int(o.first[i])
		w.Int(o.seen[i])
		w.Int(int64(o.taken(i)))
		w.Bool(s.contest != nil)
		if s.contest != nil {
			d.encodeContest(&w, s.contest)
		}
	}
	return w.Bytes
}

func (d *Detector) encodeContest(w *record.Writer, c *contest) {
	w.String(d.releases[c.old].version)
	w.Int(c.begun)
	w.Int(int64(c.told))
	w.Part(&c.Comparison)
	for _, x := range c.differences() {
		w.Float(x.sum)
		w.Float(x.weight)
	}
	w.Float(c.excess)
	w.Float(c.alike)
	for _, s := range [...]scatter{c.scatter, c.scatterNear} {
		w.Float(s.squares)
		w.Float(s.freedom)
	}
}

func (c *contest) differences() []*difference {
	all := []*difference{&c.all, &c.near, &c.within, &c.now, &c.cold}
	for i := range c.places {
		all = append(all, &c.places[i])
	}
	return all
}
