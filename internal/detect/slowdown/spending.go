package slowdown

import "github.com/tidemark-otel/tidemark/internal/detect/breakdown"

// spending is what part of its time an operation spends on calls of a service, under the release where that is most.
type spending struct {
	service string
	share   float64
}

// spending is looked up once while time passes: when all operations become slower at once, each is held against each incident.
func (d *Detector) spending(o *operation) []spending {
	all, known := d.spent[o.id]
	if !known {
		all = d.lookUp(o)
		d.spent[o.id] = all
	}
	return all
}

func (d *Detector) lookUp(o *operation) (most []spending) {
	for i, of := range append([]ReleaseID{0}, o.of[:]...) {
		if of == 0 && i > 0 {
			continue
		}
		growths := d.book.Compare(uint32(o.id), uint32(of), uint32(of))
		var sum float64
		for i := range growths {
			sum += growths[i].Before.Nanoseconds
		}
		if !(sum > 0) {
			continue
		}
		var parts []spending
		for i := range growths {
			if g := &growths[i]; g.Part.Kind == breakdown.PartService {
				*sharedBy(&parts, g.Part.Name) += g.Before.Nanoseconds
			}
		}
		for _, p := range parts {
			share := sharedBy(&most, p.service)
			*share = max(*share, p.share/sum)
		}
	}
	return most
}

// sharedBy is the share of a service, which begins at 0.
func sharedBy(all *[]spending, service string) *float64 {
	for i := range *all {
		if one := &(*all)[i]; one.service == service {
			return &one.share
		}
	}
	*all = append(*all, spending{service: service})
	return &(*all)[len(*all)-1].share
}
