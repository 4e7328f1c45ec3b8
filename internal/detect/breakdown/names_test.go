package breakdown_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tidemark-otel/tidemark/internal/detect/breakdown"
)

func TestSummarize_NamesVerbAndTable(t *testing.T) {
	for _, tt := range []struct{ name, statement, want string }{
		{"a query", "SELECT id, 'FROM x' FROM orders o JOIN users u ON u.id = o.user WHERE id = 7", "SELECT orders"},
		{"in small letters and lines", "select *\n\tfrom\n\torders", "SELECT orders"},
		{"a schema", "SELECT 1 FROM shop.orders", "SELECT shop.orders"},
		{"names in quotes", `INSERT INTO "shop"."orders" (id) VALUES ($1)`, "INSERT shop.orders"},
		{"names in back quotes", "UPDATE `shop`.`orders` SET a = 1", "UPDATE shop.orders"},
		{"names in brackets", "DELETE FROM [dbo].[orders] WHERE id = @p", "DELETE dbo.orders"},
		{"no space before the columns", "INSERT INTO orders(id) VALUES (1)", "INSERT orders"},
		{"words in between", "CREATE TABLE IF NOT EXISTS orders (id int)", "CREATE orders"},
		{"only", "UPDATE ONLY orders SET x = 1", "UPDATE orders"},
		{"a query in brackets", "SELECT * FROM (SELECT id FROM orders WHERE x) t", "SELECT orders"},
		{"from inside a function", "SELECT extract(year FROM at), count(*) FROM orders", "SELECT orders"},
		{"a query in the list", "SELECT (SELECT count(*) FROM items), 1 FROM orders", "SELECT items"},
		{"with", "WITH x AS (SELECT id FROM orders) DELETE FROM x", "SELECT orders"},
		{"in brackets as a whole", "(SELECT * FROM orders)", "SELECT orders"},
		{"comments", "/* app:shop, from here */ SELECT 1 -- FROM x\nFROM orders", "SELECT orders"},
		{"a procedure", "CALL refund(7)", "CALL refund"},
		{"no table", "SELECT 1", "SELECT "},
		{"a parameter for a table", "SELECT * FROM ?", "SELECT "},
		{"a transaction", "begin", "BEGIN "},
		{"a command of Redis", "get user:17", "GET "},
		{"a document", `{"find": "orders"}`, " "},
		{"a value alone", "4711", " "},
		{"an id", "9f86d081884c", " "},
		{"nothing", "", " "},
		{"a quote that is never closed", "SELECT 'a FROM orders", "SELECT "},
		{"a comment that is never closed", "/* SELECT", " "},
		{"a name that is never closed", `SELECT 1 FROM "orders`, "SELECT orders"},
		{"cut in the middle", "SELECT " + strings.Repeat("x, ", 1000) + "y FROM orders", "SELECT "},
		{"brackets without end", "SELECT " + strings.Repeat("(", 5000), "SELECT "},
		{"a dot at the end", "SELECT 1 FROM orders.", "SELECT orders."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			verb, table := breakdown.Summarize(tt.statement)
			assert.Equal(t, tt.want, verb+" "+table)
		})
	}
}

func FuzzSummarize(f *testing.F) {
	for _, seed := range []string{"SELECT a FROM b", `INSERT INTO "a"."b"`, "WITH x AS (SELECT 'a", "/* -- [", "\xff.[.`.", "GET a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, statement string) {
		verb, table := breakdown.Summarize(statement)
		if len(verb) > 24 || len(table) > 2048+64 || verb == "" && table != "" {
			t.Fatal(verb, table)
		}
	})
}

// digits stands for a template that takes numbers out.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return '#'
		}
		return r
	}, text)
}

func attributes(kind, name string, pairs ...string) *breakdown.Attributes {
	a := &breakdown.Attributes{Kind: kind, Name: name}
	for i := 0; i < len(pairs); i += 2 {
		a.Set(pairs[i], pairs[i+1])
	}
	return a
}

func TestNamer_NamesThePart(t *testing.T) {
	n := breakdown.NewNamer(digits)
	for _, tt := range []struct {
		name string
		in   *breakdown.Attributes
		want string
	}{
		{"a server span is an entry", attributes("server", "GET /"), "unknown:"},
		{"a consumer span is one", attributes("consumer", "process", "messaging.system", "kafka"), "unknown:"},
		{"a span inside", attributes("internal", "render page 7"), "own:render page #"},
		{"a span of no kind", attributes("", "render"), "own:render"},
		{"a database call, new names", attributes("client", "q", "db.system.name", "postgresql", "db.operation.name", "SELECT", "db.collection.name", "orders"),
			"database:postgresql SELECT orders"},
		{"a database call, old names", attributes("client", "q", "db.system", "mysql", "db.operation", "SELECT", "db.sql.table", "orders_7"),
			"database:mysql SELECT orders_#"},
		{"the new name counts, whichever comes first", attributes("client", "q", "db.system.name", "mysql", "db.system", "other_sql", "db.operation.name", "find"),
			"database:mysql find"},
		{"a statement", attributes("client", "shop", "db.system", "postgresql", "db.statement", "SELECT * FROM orders WHERE id = 7"), "database:postgresql SELECT orders"},
		{"a statement tells the table of an operation", attributes("client", "shop", "db.system", "postgresql", "db.operation", "select", "db.query.text", "SELECT 1 FROM orders"),
			"database:postgresql SELECT orders"},
		{"a summary", attributes("client", "q", "db.system.name", "mysql", "db.query.summary", "SELECT orders users", "db.query.text", "..."),
			"database:mysql SELECT orders users"},
		{"a database call that only has a name", attributes("client", "HGETALL", "db.system", "redis"), "database:redis HGETALL"},
		{"a database inside of the process", attributes("internal", "q", "db.system", "sqlite", "db.statement", "SELECT a FROM b"), "database:sqlite SELECT b"},
		{"a message", attributes("producer", "orders send", "messaging.system", "kafka", "messaging.destination.name", "orders-7"), "messaging:kafka send orders-#"},
		{"a message, old names", attributes("producer", "x", "messaging.system", "rabbitmq", "messaging.operation", "publish", "messaging.destination", "mail"),
			"messaging:rabbitmq publish mail"},
		{"messages that are asked for", attributes("client", "poll", "messaging.system", "aws_sqs", "messaging.operation.name", "receive", "messaging.destination.name", "mail"),
			"messaging:aws_sqs receive mail"},
		{"a message of which only the name is known", attributes("producer", "mail send"), "messaging:mail send"},
		{"a service by name", attributes("client", "POST", "peer.service", "payment", "server.address", "10.0.0.7"), "service:payment"},
		{"a service by its new name", attributes("client", "POST", "peer.service", "old", "service.peer.name", "payment"), "service:payment"},
		{"a service by remote procedure call", attributes("client", "x/Charge", "rpc.system", "grpc", "rpc.service", "shop.Payment", "server.address", "payment"),
			"service:shop.Payment"},
		{"a service of Kubernetes", attributes("client", "POST", "server.address", "payment.shop.svc.cluster.local"), "service:payment"},
		{"a service by a short name", attributes("client", "POST", "net.peer.name", "payment"), "service:payment"},
		{"a host", attributes("client", "POST", "server.address", "api.stripe.com"), "host:api.stripe.com"},
		{"a host of a URL", attributes("client", "GET", "http.url", "https://bob:pw@api.stripe.com:443/v1/charges?x=/@:"), "host:api.stripe.com"},
		{"a host with a port", attributes("client", "GET", "http.host", "api.stripe.com:443"), "host:api.stripe.com"},
		{"an address", attributes("client", "GET", "server.address", "10.1.2.3"), "host:##.#.#.#"},
		{"an address of IPv6 in a URL", attributes("client", "GET", "url.full", "http://[fe80::1]:80/x"), "host:fe##::#"},
		{"this host", attributes("client", "GET", "server.address", "localhost"), "host:localhost"},
		{"a client span that tells nothing", attributes("client", "call 7"), "service:call #"},
		{"no valid characters", attributes("client", "\xff\x00"), "service:??"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			part := n.Part(tt.in)
			assert.Equal(t, tt.want, part.Kind.String()+":"+part.Name)
		})
	}
	assert.False(t, new(breakdown.Attributes).Set("http.route", "/"))
}

func TestNamer_NamesAreBoundedAndRememberedWithoutGarbage(t *testing.T) {
	n := breakdown.NewNamer(digits)
	long := n.Part(attributes("internal", strings.Repeat("ä", 10_000)))
	require.LessOrEqual(t, len(long.Name), breakdown.MaxNameBytes)
	require.True(t, utf8.ValidString(long.Name))
	spans := []*breakdown.Attributes{
		attributes("client", "q", "db.system", "postgresql", "db.statement", "SELECT * FROM orders7 WHERE id = 7"),
		attributes("client", "q", "url.full", "https://api7.stripe.com/x"), attributes("internal", "render 7"),
		attributes("producer", "x", "messaging.system", "kafka", "messaging.destination.name", "orders"),
	}
	b := newBook(t, small)
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		for _, a := range spans {
			b.Part(n.Part(a))
		}
	}))
}

func BenchmarkNamer(b *testing.B) {
	n := breakdown.NewNamer(digits)
	a := attributes("client", "q", "db.system", "postgresql", "db.statement", "SELECT id, name, at FROM orders WHERE id = 7 AND name = 'x'")
	b.ReportAllocs()
	for b.Loop() {
		n.Part(a)
	}
}
