package slowdown

import (
	"github.com/tidemark-otel/tidemark/internal/detect/record"
	"time"
)

func (d *Detector) encodeService(s *service) []byte {
	w := record.Writer{}
	w.Int(recordVersion)
	w.String(s.namespace)
	w.String(s.name)
	w.String(s.environment)
	w.Int(int64(len(s.releases)))
	for _, id := range s.releases {
		d.encodeRelease(&w, id)
	}
	return w.Bytes
}

func (d *Detector) encodeRelease(w *record.Writer, id ReleaseID) {
	r := &d.releases[id]
	w.String(r.version)
	w.Int(r.first)
	w.Int(r.last)
	w.Bool(r.cold)
}

func (d *Detector) decodeService(data []byte, saved time.Time) error {
	r := record.NewReader(data)
	if r.Int() != recordVersion {
		r.Fail()
	}
	namespace, name, environment := r.String(), r.String(), r.String()
	type one struct {
		version     string
		first, last int64
		cold        bool
	}
	all := make([]one, 0, releasesKnown)
	for range r.Count(releasesKnown) {
		all = append(all, one{r.String(), r.Time(), r.Time(), r.Bool()})
	}
	if err := r.Err(); err != nil {
		return err
	}
	for _, o := range all {
		if id := d.Release(namespace, name, environment, o.version, saved); id != 0 {
			now := nanos(saved)
			known := &d.releases[id]
			known.first, known.last, known.cold = min(o.first, now), min(o.last, now), o.cold
			known.alone.first, known.alone.spans = known.first, uint32(max(d.settings.WarmSpans, 0))
		}
	}
	return nil
}
