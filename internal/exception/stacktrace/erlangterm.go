package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// parseErlangTerms reads a stack trace that was printed as a term: each frame with a place is
// {Module,Function,Arity,[{file,"…"},{line,N}]}, with white space and line breaks anywhere. Frames
// without a place are those of functions in C and are left out.
func parseErlangTerms(text string) []exception.Exception {
	s := section{lines: lines{text: text}}
	const file = "{file,"
	from := 0
	for {
		at := strings.Index(text[from:], file)
		if at < 0 {
			break
		}
		at += from
		f, open, ok := erlangCall(text[from:at])
		open += from
		rest := strings.TrimLeft(text[at+len(file):], " \t\r\n")
		from = at + len(file)
		if !ok || !strings.HasPrefix(rest, `"`) {
			continue
		}
		if path, rest, quoted := strings.Cut(rest[1:], `"`); quoted {
			f.File = path
			f.Line = erlangLine(rest)
			if s.frames.total == 0 && open > 0 {
				s.from, s.to = 0, open
			}
			s.frames.add(f)
		}
	}
	if s.frames.total == 0 {
		return nil
	}
	header := strings.TrimRight(strings.TrimSpace(s.header()), "[{, \n")
	if header == "" {
		s.to = 0
	}
	typ, message := splitBeamHeader(header)
	s.close(typ, message, innermostFirst)
	return s.links.chain
}

// erlangCall reads "{shop,take,1,[" at the end of a text, of which open is where the call begins.
func erlangCall(before string) (f exception.Frame, open int, ok bool) {
	const space = " \t\r\n"
	before = strings.TrimRight(before, space)
	if errorInfo := strings.LastIndex(before, "{error_info,"); errorInfo >= 0 && strings.HasSuffix(before, "},") {
		before = strings.TrimRight(before[:errorInfo], space)
	}
	before, ok = strings.CutSuffix(before, "[")
	before = strings.TrimRight(strings.TrimSuffix(strings.TrimRight(before, space), ","), space)
	arity := ""
	if strings.HasSuffix(before, "]") { // the arguments instead of their number
		depth, at := 0, len(before)
		for closed := false; at > 0 && !closed; closed = depth == 0 {
			at--
			switch before[at] {
			case ']':
				depth++
			case '[':
				depth--
			}
		}
		before = before[:at]
	} else {
		comma := strings.LastIndexByte(before, ',')
		if comma < 0 {
			return f, 0, false
		}
		arity, before = before[comma+1:], before[:comma]
		if _, number := number(strings.TrimSpace(arity)); !number {
			return f, 0, false
		}
	}
	before = strings.TrimRight(strings.TrimRight(before, space), ",")
	open = strings.LastIndexByte(before, '{')
	if open < 0 || !ok {
		return f, 0, false
	}
	module, function, ok := strings.Cut(before[open+1:], ",")
	function = strings.Trim(strings.TrimSpace(function), "'")
	f.Module = strings.TrimPrefix(strings.Trim(strings.TrimSpace(module), "'"), "Elixir.")
	if f.Function = function; arity != "" {
		f.Function = strings.TrimSpace(function) + "/" + strings.TrimSpace(arity)
	}
	return f, open, ok && f.Module != "" && function != "" && !strings.ContainsAny(f.Module, " {}[]\"")
}

// erlangLine reads "},{line,5}".
func erlangLine(rest string) int {
	rest = strings.TrimLeft(rest, "}, \t\r\n")
	digitsAt, ok := strings.CutPrefix(rest, "{line,")
	if !ok {
		return 0
	}
	n, _ := number(digitsAt[:digits(digitsAt)])
	return n
}

// beamLibraries are the modules that are not the application's: of Elixir by their first element.
var beamLibraries = setOf(`
Access Agent Application Base Bitwise Calendar Code Collectable Date DateTime DynamicSupervisor EEx Enum Enumerable Exception
ExUnit File Float Function GenEvent GenServer HashDict IEx IO Inspect Integer Jason Kernel Keyword List Logger Macro Map MapSet
Mix Module NaiveDateTime Node OptionParser PartitionSupervisor Path Port Process Protocol Range Record Regex Registry Stream
String StringIO Supervisor System Task Time Tuple URI Version Phoenix Plug Ecto DBConnection Postgrex MyXQL Bandit ThousandIsland
Oban Broadway GenStage Absinthe Tesla Finch Mint HTTPoison Req Telemetry OpenTelemetry Sentry Appsignal Swoosh Bamboo Guardian
erlang lists maps ets dets gen_server gen_statem gen_event gen_fsm gen proc_lib supervisor application timer io io_lib file
filelib filename code code_server init error_handler erl_eval shell elixir elixir_compiler elixir_lexical elixir_module
elixir_expand binary string unicode re dict orddict queue sets proplists rpc erpc global inet gen_tcp gen_udp ssl ssl_gen_statem
tls_connection crypto public_key httpc mnesia logger logger_server error_logger sys user_drv group kernel prim_file os base64
rand math calendar uri_string json cowboy cowboy_stream_h cowboy_handler cowboy_router cowboy_http cowboy_http2 cowboy_rest
cowboy_websocket ranch ranch_acceptor hackney jsx jiffy poolboy poolboy_sup lager telemetry otel_tracer opentelemetry
`)

// beamOrigin knows the folder of dependencies, and modules of Erlang, Elixir and common dependencies.
func beamOrigin(f *exception.Frame) Origin {
	switch {
	case strings.Contains(f.File, "deps/"):
		return OriginInstalledPackage
	case strings.HasPrefix(f.File, "src/elixir_"):
		return OriginStandardLibrary
	}
	name := f.Module
	if name == "" {
		name = strings.TrimPrefix(elixirFunction(f.Function), ":")
	}
	if end := strings.IndexAny(name, ".:"); end >= 0 {
		name = name[:end]
	}
	if strings.HasPrefix(name, "elixir_compiler_") { // the body of a script
		return OriginApplication
	}
	if _, library := beamLibraries[name]; library {
		return OriginKnownLibrary
	}
	return OriginApplication
}

// elixirFunction takes "anonymous fn/1 in " off.
func elixirFunction(name string) string {
	if closure, of, ok := strings.Cut(name, " in "); ok && strings.HasPrefix(closure, "anonymous fn/") {
		return of
	}
	return name
}

// beamIdentity is "Module.function" without arity and arguments. Closures count as the function that
// they stand in; the body of a file has the file.
func beamIdentity(dst []byte, f *exception.Frame) []byte {
	name := elixirFunction(f.Function)
	if strings.HasPrefix(name, "(") || f.Function == "__FILE__/1" {
		return append(append(dst, base(f.File)...), ":(file)"...)
	}
	if f.Module != "" {
		dst = append(append(dst, f.Module...), '.')
	}
	name = strings.TrimPrefix(name, ":")
	quote := strings.IndexAny(name, "\"'")
	if quote >= 0 && strings.IndexByte(name[:quote], '(') < 0 {
		dst = append(dst, name[:quote]...)
		name = name[quote+1:]
	}
	name = strings.TrimPrefix(name, "-") // -take/1-fun-0-
	if end := strings.IndexAny(name, "/("); end > 0 {
		name = name[:end]
	}
	return append(dst, name...)
}
