package template

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestOf_TakesVariablesOut(t *testing.T) {
	for _, tt := range []struct{ name, message, want string }{
		{"an integer", "order 4711 not found", "order <num> not found"},
		{"a negative number and a float", "balance is -12.50, limit 1e-9", "balance is <num>, limit <num>"},
		{"thousands separators make one number", "1,234,567.89 rows", "<num> rows"},
		{"a percentage", "disk 93.5% full", "disk <num>% full"},
		{"a uuid, also behind a name", "cart_550e8400-e29b-41d4-a716-446655440000 gone", "cart_<uuid> gone"},
		{"hexadecimal numbers", "at 0x7ffdeadbeef and 9f86d081884c7d65", "at <hex> and <id>"},
		{"a git commit", "commit 3f2c1ab is bad", "commit <num> is bad"},
		{"an IPv4 address with and without port", "dial tcp 10.1.2.3:5432: from 10.1.2.4", "dial tcp <ip>: from <ip>"},
		{"IPv6 addresses", "dial [fe80::1%eth0]:80 or 2001:db8::8a2e:370:7334", "dial [<ip>]:<num> or <ip>"},
		{"a host with a port", "connect to db-1.internal:5432", "connect to db-<num>.internal:<num>"},
		{"a MAC address", "no lease for 00:1B:44:11:3a:b7", "no lease for <mac>"},
		{"an e-mail address", "no account for bob.smith@example.com.", "no account for <email>."},
		{"a URL keeps scheme, host and the words of its path", "GET https://api.shop.example/v1/orders/4711?debug=1 failed",
			"GET https://api.shop.example/v1/orders/<num>?<query> failed"},
		{"user info is dropped from a URL", "amqp://bob:pw@mq.internal/vhost", "amqp://<user>@mq.internal/vhost"},
		{"a path with ids", "open /var/spool/9f86d081884c/job-12.txt: no such file", "open /var/spool/<num>/job-<num>.txt: no such file"},
		{"ISO dates and times", "at 2024-03-01T12:30:45.123Z and 2024-03-01 12:30:45,123", "at <date> and <date> <time>"},
		{"an RFC 1123 date", "expired Fri, 01 Mar 2024 12:30:45 GMT", "expired <date>"},
		{"the date of ANSI C", "since Fri Mar  1 12:30:45 2024 down", "since <date> down"},
		{"a date with the month in words", "due May 3, 2024: late", "due <date>: late"},
		{"durations", "timeout after 1.5s, then 1m30s, then 250µs", "timeout after <duration>, then <duration>, then <duration>"},
		{"a JWT", "bad token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "bad token <jwt>"},
		{"a random id of base64", "session dGhpc0lzQVJhbmRvbVNlc3Npb24x8Q expired", "session <id> expired"},
		{"an id behind a prefix", "charge ch_3Nx9zK2eZvKYlo2C declined", "charge ch_<id> declined"},
		{"a numbered name loses its number", "INV000123, SPRING05 and worker-7", "INV<num>, SPRING<num> and worker-<num>"},
		{"ids in quotes", "KeyError: 'order-4711'", "KeyError: 'order-<num>'"},
		{"digits inside JSON strings", `{"id":"4711","ok":true}`, `{"id":"<num>","ok":true}`},
		{"values of keys", `user="bob" retry=true n=3`, `user="<str>" retry=<bool> n=<num>`},
		{"an ordinal", "3rd attempt", "<num> attempt"},
		{"sizes of any unit", "needs 512MB of 1.5 GiB, has 37 bytes", "needs <size> of <size>, has <size>"},
		{"short ids, which may be numbers by chance", "u_8f3k2, card-zz99xx, req-7f3a and 9182", "u_<num>, card-<num>, req-<num> and <num>"},
		{"a random id of mixed case", "customer cus_NffrFeUfNV2Hib", "customer cus_<num>"},
		{"the name of a pod", "pod checkout-6d4cf56db6-kqzvw and api-f9b8c6d5f-x2x9z died", "pod checkout-<num> and api-<num> died"},
		{"the hash code of a Java object", "cannot lock com.acme.Order@abcdef", "cannot lock com.acme.Order@<hex>"},
		{"lists of any length", "ids [1, 2, 3] and 4-5/6 of +49 30 901820", "ids [<num>] and <num> of <num>"},
		{"an address in a path", "GET /orders/alice@example.com/items", "GET /orders/<email>/items"},
		{"an address at the end of a path", "open /var/data/alice@example.com.json: gone", "open /var/data/<email>: gone"},
		{"a number in a host is none with a fraction", "shard1.42.example.com is gone", "shard<num>.<num>.example.com is gone"},
		{"a fraction behind letters", "price n18.50 is odd", "price n<num> is odd"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, Of(tt.message))
			assert.Equal(t, tt.want, Of(tt.want), "a template is its own template")
		})
	}
}

func TestOf_KeepsWhatIsNoVariable(t *testing.T) {
	for _, message := range []string{
		"connection refused",
		"'utf-8' codec can't decode byte",
		"utf8 iso-8859-1 sha256 md5 x86_64 base64 int64",
		"HTTP/1.1 not supported, use HTTP/2",
		"TLSv1.2 python3.11 log4j2",
		"a::b has no member std::vector",
		"cannot read properties of undefined (reading 'x')",
		"market is closed on Monday",
		"no such column \"first_name\"",
		"Marchand may decline",
		"s3 upload failed",
		"i18n key in v1beta1 of log4j and utf8mb4",
		"cannot cast X509TrustManager to Http2Stream in v1",
		"OAuth2Client",
		"größe überschritten",
		"",
	} {
		t.Run(message, func(t *testing.T) { assert.Equal(t, message, Of(message)) })
	}
}

func TestOfUnquoted_TakesOutWhatStandsInQuotes(t *testing.T) {
	for _, tt := range []struct{ name, message, want string }{
		{"single quotes", "no user 'bob' in 'eu-west'", "no user '<str>' in '<str>'"},
		{"double quotes", `cannot open "/srv/a b": denied`, `cannot open "<str>": denied`},
		{"back quotes", "unknown column `price` in `orders`", "unknown column `<str>` in `<str>`"},
		{"the whole message", "'bob'", "'<str>'"},
		{"in brackets", "(reading 'x')", "(reading '<str>')"},
		{"an apostrophe is no quote", "can't read bob's file 'x'", "can't read bob's file '<str>'"},
		{"one quote alone", "it is 5' and no more", "it is <num>' and no more"},
		{"empty quotes", "name is ''", "name is ''"},
		{"quotes over a line end", "a 'b\nc' d", "a 'b\nc' d"},
		{"a list of them", "no such columns: 'a', 'b', 'c'", "no such columns: '<str>'"},
		{"values of keys without quotes", "no row for user=bob state=NEW n=7", "no row for user=<str> state=<str> n=<str>"},
		{"other variables as ever", "order 7 of 'bob'", "order <num> of '<str>'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := OfUnquoted(tt.message)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, got, OfUnquoted(got), "again")
		})
	}
}

func TestOf_ReadsTheFirstTwoLines(t *testing.T) {
	assert.Equal(t, "one\ntwo <num>", Of("\n\n  one  \r\n\r\n\ttwo 2\nthree"))
	assert.Equal(t, "one\ntwo", Of("one\ntwo\nthree"))
}

func TestOf_IsBounded(t *testing.T) {
	for _, message := range []string{
		strings.Repeat("1 ", 1<<20), strings.Repeat("ä", 1<<20), strings.Repeat("a\n", 1<<20),
		strings.Repeat("1", 1<<20) + "\n" + strings.Repeat("2", 1<<20),
	} {
		got := Of(message)
		assert.LessOrEqual(t, len(got), maxBytes)
		assert.True(t, utf8.ValidString(got))
	}
}

func TestOf_DoesNotAllocateWithoutVariables(t *testing.T) {
	assert.Zero(t, testing.AllocsPerRun(100, func() { Of("cannot connect to the primary database of the shop") }))
}

func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{
		"order 4711 of bob@example.com", "2024-03-01T12:30:45.123Z Fri, 01 Mar 2024", "a@b1.com:5x", "x=\"1\" y='a",
		"https://u:p@h/1?a=b#c", "fe80::1%eth0 10.0.0.1:80/24", "1,234,5 1.5e-3s 0x 0xg", "Mon Mon, Jan", "sha256-1 utf-8.1", "<num>1<",
		"12\xff34", "1h2m3.5sx", "-1-1--1", "1, 2, '3', '4' 5 MiB6", "a@beef@12 x-6d4cf56db6-kqzvw1", "k=v==1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, message string) {
		once := Of(message)
		if len(once) > maxBytes {
			t.Fatalf("%d bytes", len(once))
		}
		if utf8.ValidString(message) && !utf8.ValidString(once) {
			t.Fatalf("no longer UTF-8: %q", once)
		}
		if unquoted := OfUnquoted(message); OfUnquoted(unquoted) != unquoted || len(unquoted) > maxBytes {
			t.Fatalf("%q, then %q", unquoted, OfUnquoted(unquoted))
		}
		if twice := Of(once); twice != once {
			t.Fatalf("%q\n1 %q\n2 %q", message, once, twice)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	for _, bb := range []struct{ name, message string }{
		{"without variables", "cannot connect to the primary database of the shop"},
		{"with variables", "order 4711 of bob@example.com failed after 12ms at 10.0.0.1:5432"},
		{"1 MB of digits", strings.Repeat("12345678 ", 1<<17)},
		{"2 kB of dashes and digits", strings.Repeat("1-", 1<<10)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bb.message)))
			for b.Loop() {
				Of(bb.message)
			}
		})
	}
}
