package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// v8Origin knows Node.js and Deno themselves, installed packages, bundlers and browser extensions.
func v8Origin(f *exception.Frame) Origin {
	file := f.File
	switch file {
	case "":
		return OriginNoFile
	case "native", "<anonymous>", "InternalBytecode.js":
		return OriginRuntime
	}
	if origin := originByPrefix(file, v8Prefixes); origin != OriginUnknown {
		return origin
	}
	if origin := originByPart(file, v8Parts); origin != OriginUnknown {
		return origin
	}
	if _, builtin := v8Builtins[file]; builtin {
		return OriginStandardLibrary
	}
	switch bundle := file[lastSlash(file)+1:]; {
	case strings.HasPrefix(bundle, "vendor"), strings.HasPrefix(bundle, "chunk-vendors"), strings.HasPrefix(bundle, "polyfills"):
		return OriginInstalledPackage
	}
	return OriginApplication
}

var v8Prefixes = []originRule{
	{"node:", OriginStandardLibrary}, {"internal/", OriginStandardLibrary}, {"ext:", OriginStandardLibrary},
	{"webpack/", OriginBundler}, {"wasm:", OriginRuntime},
	{"chrome-extension:", OriginExtension}, {"moz-extension:", OriginExtension},
}

var v8Parts = []originRule{
	{"node_modules/", OriginInstalledPackage}, {`node_modules\`, OriginInstalledPackage},
	{"/webpack/bootstrap", OriginBundler}, {"/webpack/runtime", OriginBundler},
	{"bower_components/", OriginInstalledPackage}, {"/.yarn/", OriginInstalledPackage}, {"//deno.land/", OriginInstalledPackage},
}

// v8Builtins are the files of Node.js before version 16, which printed them without "node:".
var v8Builtins = setOf(`
_http_agent.js _http_client.js _http_common.js _http_incoming.js _http_outgoing.js _http_server.js
_stream_duplex.js _stream_passthrough.js _stream_readable.js _stream_transform.js _stream_wrap.js
_stream_writable.js _tls_common.js _tls_wrap.js assert.js async_hooks.js bootstrap_node.js buffer.js
child_process.js cluster.js crypto.js dgram.js dns.js domain.js events.js fs.js http.js http2.js https.js
module.js net.js node.js perf_hooks.js process.js querystring.js readline.js repl.js stream.js
string_decoder.js timers.js tls.js url.js util.js v8.js vm.js zlib.js
`)

// v8Identity is "file:function". Of the function the last name counts: V8 prints the receiver's
// type before it, which differs between callers and versions.
func v8Identity(dst []byte, f *exception.Frame) []byte {
	dst = appendWithoutHash(dst, base(withoutQuery(f.File)))
	return append(append(dst, ':'), v8Function(f.Function)...)
}

func v8Function(name string) string {
	name, _, _ = strings.Cut(name, " [as ")
	name = strings.TrimPrefix(name, "new ")
	name = name[strings.LastIndexByte(name, '.')+1:]
	switch name {
	case "<anonymous>", "(anonymous function)", "anonymous", "Anonymous function", "?", "eval code", "Global code":
		return ""
	}
	if strings.HasPrefix(name, "wasm-function[") { // its number changes with each build
		return ""
	}
	return name
}

// withoutQuery drops "?v=3" and "#x" from a URL.
func withoutQuery(url string) string {
	if i := strings.IndexAny(url, "?#"); i > 0 {
		return url[:i]
	}
	return url
}

// appendWithoutHash replaces the content hash that bundlers put into file names:
// "main.16e4a906.js" → "main.*.js". A hash has eight or more characters of base 16, or letters of
// both cases, with a digit among them, and stands between dots, dashes or underscores.
func appendWithoutHash(dst []byte, name string) []byte {
	for name != "" {
		end := strings.IndexAny(name, ".-_")
		if end < 0 {
			end = len(name)
		}
		if isHash(name[:end]) {
			dst = append(dst, '*')
		} else {
			dst = append(dst, name[:end]...)
		}
		if end < len(name) {
			dst = append(dst, name[end])
			end++
		}
		name = name[end:]
	}
	return dst
}

func isHash(s string) bool {
	digits, upper, hex := 0, 0, true
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			digits++
		case !isLetter(c):
			return false
		case 'f' < c|0x20:
			hex = false
			fallthrough
		default:
			upper += int(c>>5&1 ^ 1)
		}
	}
	return len(s) >= 8 && digits > 0 && (hex || upper > 0)
}
