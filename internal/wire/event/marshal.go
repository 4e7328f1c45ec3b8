package event

import (
	"encoding/json"
	"fmt"
)

// MaxBytes is the largest document in JSON.
const MaxBytes = 128 << 10

// Marshal returns the document as JSON of at most MaxBytes. What does not fit is cut in this order:
// source lines, raw stack, attributes, frames from the middle of each stack, messages, releases and history, series, words, children, histogram and causes of a finding, the exemplar.
func Marshal(doc Document) ([]byte, error) {
	for cut := 0; ; cut++ {
		data, err := json.Marshal(doc)
		if err != nil {
			return nil, fmt.Errorf("encode the change %s: %w", doc.Change.ID, err)
		}
		if len(data) <= MaxBytes {
			return data, nil
		}
		if cut == len(cuts) {
			return nil, fmt.Errorf("encode the change %s: %d bytes are left after every cut, the limit is %d", doc.Change.ID, len(data), MaxBytes)
		}
		doc = cuts[cut](doc)
		doc.Truncated = true
	}
}

// Unmarshal is the inverse of Marshal. Unknown fields are ignored.
func Unmarshal(data []byte) (Document, error) {
	var doc Document
	if err := json.Unmarshal(data, &doc); err != nil {
		return Document{}, fmt.Errorf("read an issue document: %w", err)
	}
	return doc, nil
}

// cuts make a document smaller, the least useful content first. Each returns a copy: the parts of a
// document are shared with others.
var cuts = []func(Document) Document{
	eachException(func(x Exception) Exception {
		frames := append([]Frame(nil), x.Frames...)
		for i := range frames {
			frames[i].SourceLine = ""
		}
		x.Frames = frames
		return x
	}),
	eachExemplar(func(e Exemplar) Exemplar { e.RawStack = cutText(e.RawStack, 8<<10); return e }),
	eachExemplar(func(e Exemplar) Exemplar { e.Attributes = nil; return e }),
	eachException(func(x Exception) Exception { return keepEnds(x, 8) }),
	eachException(func(x Exception) Exception {
		x.Message = cutText(x.Message, 1<<10)
		x.Type = cutText(x.Type, 256)
		return x
	}),
	func(d Document) Document {
		d.Issue.Title, d.Issue.Culprit = cutText(d.Issue.Title, 256), cutText(d.Issue.Culprit, 256)
		if len(d.Releases) > 20 {
			d.Releases = d.Releases[:20]
		}
		if len(d.History) > 3 {
			d.History = d.History[:3]
		}
		return d
	},
	func(d Document) Document {
		if d.Finding != nil {
			f := *d.Finding
			f.Series, f.Words, f.Children = nil, nil, nil
			f.Latency = f.Latency.withoutLists()
			d.Finding = &f
		}
		return d
	},
	func(d Document) Document { d.Exemplar = nil; return d },
}

func eachExemplar(cut func(Exemplar) Exemplar) func(Document) Document {
	return func(d Document) Document {
		if d.Exemplar != nil {
			e := cut(*d.Exemplar)
			d.Exemplar = &e
		}
		return d
	}
}

func eachException(cut func(Exception) Exception) func(Document) Document {
	return eachExemplar(func(e Exemplar) Exemplar {
		all := make([]Exception, len(e.Exceptions))
		for i, x := range e.Exceptions {
			all[i] = cut(x)
		}
		e.Exceptions = all
		return e
	})
}

// keepEnds keeps n frames at both ends of a stack.
func keepEnds(x Exception, n int) Exception {
	if len(x.Frames) <= 2*n {
		return x
	}
	kept := append([]Frame(nil), x.Frames[:n]...)
	x.Frames = append(kept, x.Frames[len(x.Frames)-n:]...)
	x.Truncated = true
	return x
}

// cutText cuts at a rune boundary.
func cutText(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && s[limit]&0xC0 == 0x80 {
		limit--
	}
	return s[:limit]
}
