package scrub

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"

func TestText_TakesSecretsOut(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a bearer token", "got Bearer abc123.def-456", "got Bearer [bearer]"},
		{"a bearer token of letters", "curl -H bearer hunter", "curl -H bearer [bearer]"},
		{"basic credentials", "Basic dXNlcjpwYXNz", "Basic [bearer]"},
		{"a whole authorization header", "Authorization: Bearer abc123, then\nnext", "Authorization: [secret]\nnext"},
		{"an authorization header in JSON", `{"Authorization":"Basic dXNlcjpwYXNz","a":1}`, `{"Authorization":"[secret]","a":1}`},
		{"a JWT", "bad token " + jwt + ".", "bad token [jwt]."},
		{"a JWT behind a name", "token=" + jwt, "token=[secret]"},
		{"a password", "login failed: password=hunter2 user=x", "login failed: password=[secret] user=x"},
		{"a password after a colon", "Password: hunter2", "Password: [secret]"},
		{"names that end in the name of a secret", "db_password=a DB_PWD=b accessToken=c X-Api-Key: d", "db_password=[secret] DB_PWD=[secret] accessToken=[secret] X-Api-Key: [secret]"},
		{"a value of JSON", `{"password":"a \" b","n":1}`, `{"password":"[secret]","n":1}`},
		{"a value of JSON inside a string", `"{\"secret\":\"x y\",\"n\":1}"`, `"{\"secret\":\"[secret]\",\"n\":1}"`},
		{"a value of a dict", "{'token': 'abc', 'n': 1}", "{'token': '[secret]', 'n': 1}"},
		{"a value with an arrow", "'passwd' => 'x'", "'passwd' => '[secret]'"},
		{"spaces around the equals sign", `secret = "x"`, `secret = "[secret]"`},
		{"secrets in a query", "GET /a?page=2&access_token=x&sig=y#z", "GET /a?page=2&access_token=[secret]&sig=[secret]"},
		{"user info of a URL", "dial postgres://bob:p@ss@db:5432/x", "dial postgres://[secret]@db:5432/x"},
		{"a card", "card 4111111111111111 declined", "card [card] declined"},
		{"a card in groups", "card 4111 1111 1111 1111 12/27", "card [card] 12/27"},
		{"a card in groups and a year", "card 5500-0000-0000-0004-2027", "card [card]-2027"},
		{"a card of fifteen digits", "3782 822463 10005", "[card]"},
		{"an e-mail address", "no user bob.smith+x@mail.example.com.", "no user [email]."},
		{"an e-mail address in brackets", "<bob@example.com>, mailto:al@example.org", "<[email]>, mailto:[email]"},
		{"an e-mail address in a path", "/home/bob@example.com/x.py", "/home/[email]/x.py"},
		{"several things", "bob@example.com pw=x " + jwt, "[email] pw=[secret] [jwt]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := New(Settings{})
			assert.Equal(t, tt.want, s.Text(tt.text))
			assert.Equal(t, tt.want, s.Text(tt.want), "scrubbing twice changes nothing")
		})
	}
}

func TestText_LeavesTheRest(t *testing.T) {
	s := New(Settings{})
	for _, text := range []string{
		"",
		"order 4711 failed after 12ms",
		"Bearer token is missing",
		"use Basic auth",
		"token::parse failed",
		"if password == other",
		"bypass=1 and compass=n",
		"/app/a@b/c.py",
		"node_modules/@scope/pkg@1.2.3/index.js:10:5",
		"/go/pkg/mod/example.com/lib@v1.2.3-rc.go/x.go:12 +0x1d",
		"node_modules/.pnpm/react@18.2.0-alpha.next/index.js",
		"icon@2x.png",
		"com.foo.loader/foo@9.0/com.foo.Main.run(Main.java)",
		"java.lang.Object@1b2c3d4e",
		"/app/token.py:12:3",
		"git@host",
		"order 4111111111111112 is no card",
		"1700000000000000000 and 550e8400-e29b-41d4-a716-446655440000",
		"0.4111111111111111 and a4111111111111111",
		"password=null",
		"password=",
		"at parseToken (/app/dist/token.js:12:3)",
	} {
		t.Run(text, func(t *testing.T) { assert.Equal(t, text, s.Text(text)) })
	}
}

func TestText_MakesValidUTF8WithoutNUL(t *testing.T) {
	s := New(Settings{})
	assert.Equal(t, "a\uFFFDb", s.Text("a\xffb"))
	assert.Equal(t, "ab", s.Text("a\x00b"))
	assert.Equal(t, "password=[secret]", s.Text("pass\x00word=x"), "a NUL does not hide a name")
}

func TestText_CountsByKind(t *testing.T) {
	s := New(Settings{})
	s.Text("bob@example.com al@example.com 4111111111111111 password=x Bearer abc123 " + jwt)
	counts := map[string]uint64{}
	for _, kind := range Kinds() {
		counts[kind.String()] = s.Count(kind)
	}
	assert.Equal(t, map[string]uint64{
		"bearer": 1, "jwt": 1, "secret": 1, "card": 1, "email": 2, "invalid": 0, "length": 0, "attribute": 0,
	}, counts)
}

func TestText_DoesNotAllocateWhenThereIsNothing(t *testing.T) {
	s := New(Settings{})
	text := strings.Repeat("\tat com.acme.Orders.place(Orders.java:12)\n", 50)
	assert.Zero(t, testing.AllocsPerRun(100, func() { s.Text(text) }))
}

func TestUserHash(t *testing.T) {
	s := New(Settings{Key: []byte("key")})
	assert.Equal(t, "", s.UserHash(""))
	assert.Len(t, s.UserHash("bob"), 32)
	assert.Equal(t, s.UserHash("bob"), New(Settings{Key: []byte("key")}).UserHash("bob"))
	assert.NotEqual(t, s.UserHash("bob"), New(Settings{Key: []byte("other")}).UserHash("bob"))
	assert.NotEqual(t, s.UserHash("bob"), s.UserHash("al"))
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"Bearer abc123", "Authorization: Basic x y", jwt, `{"password":"a \" b"}`, "a=b@c.de://x:y@z", "4111 1111 1111 1111",
		"password=[secret]", "token: 'x", "\xff\x00@", "bob@example.com", `\"secret\":\"x`, "pw==x pw=>y pw:=z", "Bearer Bearer Bearer",
	} {
		f.Add(seed)
	}
	s := New(Settings{})
	f.Fuzz(func(t *testing.T, text string) {
		once := s.Text(text)
		if !utf8.ValidString(once) || strings.IndexByte(once, 0) >= 0 {
			t.Fatalf("%q", once)
		}
		s.Text(once)
	})
}

func BenchmarkText(b *testing.B) {
	s := New(Settings{})
	for _, bb := range []struct{ name, text string }{
		{"title", "com.acme.ShopException: cannot place order 4711"},
		{"stack of 50 frames", strings.Repeat("\tat com.acme.Orders.place(Orders.java:12)\n", 50)},
		{"with secrets", "login of bob@example.com failed: password=hunter2"},
		{"1 MB of @", strings.Repeat("@", 1<<20)},
		{"1 MB of names", strings.Repeat("a@b.", 1<<18)},
		{"1 MB of digits", strings.Repeat("4111 ", 1<<18)},
		{"1 MB of assignments", strings.Repeat("pw=", 1<<18)},
		{"1 MB of open quotes", strings.Repeat(`pw="x\`, 1<<18)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bb.text)))
			for b.Loop() {
				s.Text(bb.text)
			}
		})
	}
}

func TestName_IsValidAndShortAndOtherwiseItself(t *testing.T) {
	for name, test := range map[string]struct{ name, want string }{
		"a name":             {"shop", "shop"},
		"what is no secret":  {"bob@example.com", "bob@example.com"},
		"invalid UTF-8":      {"a\xff\xfeb\x00c", "a\uFFFDbc"},
		"a long name":        {strings.Repeat("n", 300), strings.Repeat("n", 256)},
		"a name that grows":  {strings.Repeat("\xffn", 128), strings.Repeat("\uFFFDn", 64)},
		"half a character":   {strings.Repeat("n", 255) + "ä", strings.Repeat("n", 255)},
		"nothing but broken": {"\xff", "\uFFFD"},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.want, New(Settings{}).Name(test.name)) })
	}
}

func TestCount_OfWhatIsBrokenOrTooMuch(t *testing.T) {
	s := New(Settings{MaxAttributes: 1})
	s.Occurrence(&exception.Record{
		Type: "E", Message: "a\xffb", StackTrace: strings.Repeat("x", 100_000), SpanName: strings.Repeat("n", 257),
	}, nil, []exception.Attribute{{Key: "k8s.a", Value: "v"}, {Key: "k8s.b", Value: "v"}, {Key: "k8s.c", Value: "v"}})
	assert.EqualValues(t, 1, s.Count(KindInvalid))
	assert.EqualValues(t, 2, s.Count(KindLength), "the stack and the name")
	assert.EqualValues(t, 2, s.Count(KindAttribute))
}

func TestText_LeavesNoControlCharacters(t *testing.T) {
	s := New(Settings{})
	assert.Equal(t, "[31mred[0m bell\nline\tend", s.Text("\x1b[31mred\x1b[0m \abell\nline\tend\u009b"))
	assert.Equal(t, "[2Jcart", s.Name("\x1b[2Jcart"))
	assert.EqualValues(t, 2, s.Count(KindInvalid))
}
