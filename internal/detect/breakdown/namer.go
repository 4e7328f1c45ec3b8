package breakdown

import "strings"

// maxNames is how many names a Namer remembers, at about 400 bytes each. When they are more, all are forgotten and worked out anew.
const maxNames = 4096

// Namer tells of the attributes of a span which part of a call it is. It remembers names, so that one that came before costs no
// allocation. It is not safe for concurrent use.
type Namer struct {
	template func(string) string
	names    map[string]string
	text     []byte
}

// NewNamer returns a Namer that takes ids, addresses and other variables out of names with template.
func NewNamer(template func(string) string) *Namer {
	return &Namer{template: template, names: map[string]string{}}
}

// Part returns what a span stands for: of client and producer spans the database call, the message, the service or the host, of internal
// ones the code of the service, by the name of the span. The most telling attribute decides:
//
//	db.system.name postgresql, db.query.text "SELECT * FROM orders WHERE id = 7"  →  database "postgresql SELECT orders"
//	messaging.system kafka, messaging.operation.name send, destination orders     →  messaging "kafka send orders"
//	peer.service payment                                                          →  service "payment"
//	server.address api.stripe.com                                                 →  host "api.stripe.com"
//	server.address payment.shop.svc.cluster.local                                 →  service "payment"
//
// Of server and consumer spans it returns none: they are entries.
func (n *Namer) Part(a *Attributes) Part {
	switch {
	case a.Kind == "server" || a.Kind == "consumer":
		return Part{}
	case a.DatabaseSystem != "":
		return Part{PartDatabase, n.database(a)}
	case a.Kind == "producer" || a.Kind == "client" && a.MessagingSystem != "":
		return Part{PartMessaging, n.messaging(a)}
	case a.Kind != "client":
		return Part{PartOwn, n.name(a.Name)}
	case a.Peer != "":
		return Part{PartService, n.name(a.Peer)}
	case a.RPC != "":
		return Part{PartService, n.name(a.RPC)}
	}
	host := a.Address
	if host == "" {
		host = a.URL
	}
	if host = hostOf(host); host == "" {
		return Part{PartService, n.name(a.Name)}
	}
	if service := serviceOf(host); service != "" {
		return Part{PartService, n.name(service)}
	}
	return Part{PartHost, n.name(host)}
}

func (n *Namer) database(a *Attributes) string {
	if a.Summary != "" {
		return n.name(a.DatabaseSystem, a.Summary)
	}
	verb, table := a.DatabaseOperation, a.Collection
	if verb == "" || table == "" {
		v, t := Summarize(a.Statement)
		if verb == "" || strings.EqualFold(verb, v) {
			verb = v
			if table == "" {
				table = t
			}
		}
	}
	if verb == "" && table == "" {
		return n.name(a.DatabaseSystem, a.Name)
	}
	return n.name(a.DatabaseSystem, verb, table)
}

func (n *Namer) messaging(a *Attributes) string {
	if a.Destination == "" {
		return n.name(a.MessagingSystem, a.Name)
	}
	operation := a.MessagingOperation
	if operation == "" && a.Kind == "producer" {
		operation = "send"
	}
	return n.name(a.MessagingSystem, operation, a.Destination)
}

// maxRawNameBytes is how much of each text of a name is read.
const maxRawNameBytes = 2 * MaxNameBytes

// name joins texts by spaces and takes the variables out.
func (n *Namer) name(texts ...string) string {
	n.text = n.text[:0]
	for _, text := range texts {
		if text = text[:min(len(text), maxRawNameBytes)]; text == "" {
			continue
		}
		if len(n.text) > 0 {
			n.text = append(n.text, ' ')
		}
		n.text = append(n.text, text...)
	}
	if name, known := n.names[string(n.text)]; known {
		return name
	}
	raw := string(n.text)
	name := strings.ToValidUTF8(strings.ReplaceAll(raw, "\x00", "?"), "?")
	name = strings.Clone(clip(n.template(name)))
	if len(n.names) >= maxNames {
		clear(n.names)
	}
	n.names[raw] = name
	return name
}
