package breakdown

// Attributes are what names the part that a span stands for. The strings are only read.
type Attributes struct {
	// Kind is that of the span: client, producer, internal, server or consumer. Name is its name.
	Kind, Name string

	// Peer is a service that is known by name, Address a host, URL what a host is taken of when there is no Address.
	Peer, Address, URL string
	// RPC is the service of a remote procedure call, with its package.
	RPC string

	// Of a database call.
	DatabaseSystem, DatabaseOperation, Collection, Summary, Statement string
	// Of messaging.
	MessagingSystem, MessagingOperation, Destination string
}

// Set takes in an attribute of the span and says whether it is one of those that name a part; others need not be looked at again. Names of
// semantic conventions that were replaced by others count where those are missing, in any order. Values are texts: the caller leaves
// others out.
func (a *Attributes) Set(key, value string) bool {
	switch key {
	case "service.peer.name":
		a.Peer = value
	case "peer.service":
		return older(&a.Peer, value)
	case "server.address":
		a.Address = value
	case "net.peer.name", "http.host", "net.sock.peer.name", "peer.hostname", "net.peer.ip":
		return older(&a.Address, value)
	case "url.full":
		a.URL = value
	case "http.url":
		return older(&a.URL, value)
	case "rpc.service":
		a.RPC = value
	case "db.system.name":
		a.DatabaseSystem = value
	case "db.system":
		return older(&a.DatabaseSystem, value)
	case "db.operation.name":
		a.DatabaseOperation = value
	case "db.operation":
		return older(&a.DatabaseOperation, value)
	case "db.collection.name":
		a.Collection = value
	case "db.sql.table", "db.mongodb.collection", "db.cassandra.table":
		return older(&a.Collection, value)
	case "db.query.summary":
		a.Summary = value
	case "db.query.text":
		a.Statement = value
	case "db.statement":
		return older(&a.Statement, value)
	case "messaging.system":
		a.MessagingSystem = value
	case "messaging.operation.name":
		a.MessagingOperation = value
	case "messaging.operation.type", "messaging.operation":
		return older(&a.MessagingOperation, value)
	case "messaging.destination.template":
		a.Destination = value
	case "messaging.destination.name", "messaging.destination":
		return older(&a.Destination, value)
	default:
		return false
	}
	return true
}

// older sets what no attribute of a newer name has set.
func older(to *string, value string) bool {
	if *to == "" {
		*to = value
	}
	return true
}
