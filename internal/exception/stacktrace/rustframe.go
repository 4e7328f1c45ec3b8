package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// rustFrame reads "12: shop::main", "12:  0x55ee4d9e7fb3 - shop::main::h5c88a7e8304aa465" and, on one
// line, "12: shop::main at ./src/main.rs:5:9".
func rustFrame(line string) (f exception.Frame, ok bool) {
	end := digits(line)
	if end == 0 || end > 6 || !strings.HasPrefix(line[end:], ": ") {
		return f, false
	}
	name := strings.TrimSpace(line[end+len(": "):])
	if strings.HasPrefix(name, "0x") {
		if _, name, ok = strings.Cut(name, " - "); !ok {
			return f, false
		}
	}
	if at := lastPart(name, " at "); at > 0 && readPosition(&f, name[at+len(" at "):]) {
		name = name[:at]
	}
	f.Function = name
	return f, name != ""
}

// isRustPath accepts "shop::Orders<T>::take::{{closure}}" and "<shop::Orders<u8> as shop::Place>::place".
// White space stands inside brackets only.
func isRustPath(name string) bool {
	depth, separated := 0, false
	for i := range len(name) {
		switch c := name[i]; {
		case c == '<' || c == '(' || c == '[' || c == '{':
			depth++
		case c == '>' && i > 0 && name[i-1] == '-':
		case c == '>' || c == ')' || c == ']' || c == '}':
			depth--
		case c == ':':
			separated = separated || i+1 < len(name) && name[i+1] == ':'
		case depth <= 0 && !isName(c) && c != '#' && c != '.':
			return false
		}
	}
	return separated
}

// rustOwner returns the path of the type of "<shop::Orders<u8> as shop::Place>::place", that of the trait
// when the type has none, and what follows. A plain path is all rest.
func rustOwner(name string) (owner, rest string) {
	if !strings.HasPrefix(name, "<") {
		return "", name
	}
	depth, as := 0, -1
	for i := range len(name) {
		switch name[i] {
		case '<':
			depth++
		case '>':
			if name[i-1] != '-' {
				depth--
			}
		case ' ':
			if depth == 1 && as < 0 && strings.HasPrefix(name[i:], " as ") {
				as = i
			}
		}
		if depth > 0 {
			continue
		}
		owner, rest = name[1:i], name[i+1:]
		if as > 0 {
			owner = name[1:as]
			if !strings.Contains(owner, "::") {
				owner = name[as+len(" as ") : i]
			}
		}
		break
	}
	for {
		trimmed := strings.TrimLeft(owner, "<&* ")
		for _, word := range [...]string{"mut ", "dyn ", "const ", "impl "} {
			trimmed = strings.TrimPrefix(trimmed, word)
		}
		if trimmed == owner {
			return owner, rest
		}
		owner = trimmed
	}
}

// rustCrate returns the first element of the path of a function.
func rustCrate(name string) string {
	owner, rest := rustOwner(name)
	if owner == "" {
		owner = rest
	}
	if end := strings.IndexAny(owner, ":<[ "); end >= 0 {
		owner = owner[:end]
	}
	return owner
}

// rustLibraries are the crates of libraries, where the file is unknown.
var rustLibraries = setOf(`
backtrace backtrace_rs gimli addr2line object libc rust_begin_unwind rust_panic __rustc
anyhow eyre color_eyre stable_eyre miette thiserror snafu failure tokio tokio_util hyper hyper_util axum axum_core tower
tower_http tower_service actix_web actix_rt actix_http actix_server actix_service actix futures futures_util futures_core
futures_executor async_std async_global_executor smol mio rayon rayon_core tracing tracing_core tracing_subscriber log
env_logger opentelemetry opentelemetry_sdk sentry sentry_core sentry_panic serde serde_json serde_core reqwest tonic prost
sqlx sqlx_core diesel rocket warp h2 http http_body bytes crossbeam crossbeam_channel crossbeam_utils parking_lot
parking_lot_core once_cell rustls openssl native_tls lambda_runtime clap regex chrono time uuid rand indexmap hashbrown url
libfuzzer_sys fuzzer wasm_bindgen js_sys web_sys pyo3 napi uniffi tauri wry tao winit async_trait pin_project_lite scoped_tls
`)

// rustOrigin knows the standard library, crates of a registry, and the C library.
func rustOrigin(f *exception.Frame) Origin {
	if origin := originByPart(f.File, rustParts); origin != OriginUnknown {
		return origin
	}
	if f.Function != "" && !strings.Contains(f.Function, "::") {
		if f.File == "" {
			return OriginNoFile // of the C library, or unknown
		}
		return nativeOrigin(f)
	}
	switch crate := rustCrate(f.Function); crate {
	case "std", "core", "alloc", "proc_macro", "test":
		return OriginStandardLibrary
	default:
		if _, library := rustLibraries[crate]; library {
			return OriginKnownLibrary
		}
	}
	return OriginApplication
}

var rustParts = []originRule{
	{"/rustc/", OriginStandardLibrary}, {"rustlib/src", OriginStandardLibrary}, {"library/std/src", OriginStandardLibrary},
	{"/.cargo/", OriginModuleCache}, {`\.cargo\`, OriginModuleCache}, {"/registry/src/", OriginModuleCache},
	{"/git/checkouts/", OriginModuleCache}, {"/vendor/", OriginVendored}, {"/sysdeps/", OriginRuntime}, {"/csu/", OriginRuntime},
}

// rustPlumbing are the beginnings of functions that raise and catch panics, wrap errors or start threads.
var rustPlumbing = []string{
	"std::panicking", "core::panicking", "std::panic", "std::rt", "std::sys", "std::backtrace", "std::thread", "std::process",
	"core::ops::function", "core::result", "core::option", "rust_begin_unwind", "__rust", "rust_panic", "backtrace::", "anyhow::", "eyre::", "color_eyre::",
}

// rustIdentity is the path without hashes, closures, type arguments and the trait that a method is of.
// What has no function has its file. The start of a program does not count.
func rustIdentity(dst []byte, f *exception.Frame) []byte {
	if f.Function == "" {
		return append(append(dst, base(f.File)...), ':')
	}
	start := len(dst)
	owner, rest := rustOwner(f.Function)
	dst = appendRustPath(dst, start, owner)
	dst = appendRustPath(dst, start, rest)
	name := string(dst[start:min(len(dst), start+32)])
	if hasAnyPrefix(name, rustPlumbing) || !strings.Contains(f.Function, "::") && !rustOrigin(f).InApp() {
		return dst[:start]
	}
	return dst
}

// appendRustPath appends the elements of a path that have a name in the source.
func appendRustPath(dst []byte, start int, path string) []byte {
	for path != "" {
		depth, end := 0, 0
		for end < len(path) && (depth > 0 || !strings.HasPrefix(path[end:], "::")) {
			switch path[end] {
			case '<', '[', '{', '(':
				depth++
			case ']', '}', ')':
				depth--
			case '>':
				if end == 0 || path[end-1] != '-' {
					depth--
				}
			}
			end++
		}
		element := path[:end]
		path = strings.TrimPrefix(path[end:], "::")
		if i := strings.IndexAny(element, "<[({ "); i >= 0 {
			element = element[:i]
		}
		if element == "" || strings.Contains(element, "$u7b$") || isRustHash(element) {
			continue
		}
		if len(dst) > start {
			dst = append(dst, "::"...)
		}
		dst = append(dst, element...)
	}
	return dst
}

// isRustHash recognises "h5c88a7e8304aa465".
func isRustHash(element string) bool {
	if len(element) != 17 || element[0] != 'h' {
		return false
	}
	for i := 1; i < len(element); i++ {
		if c := element[i]; !isDigit(c) && (c < 'a' || 'f' < c) {
			return false
		}
	}
	return true
}
