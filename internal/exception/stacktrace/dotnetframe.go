package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// dotnetFrame reads "at Acme.Orders.Place(Int32 n) in /src/Orders.cs:line 12", Mono's
// "at Acme.Orders.Place (System.Int32 n) [0x00010] in /src/Orders.cs:12" and, without "at", Unity's
// "Acme.Orders:Place (int) (at Assets/Orders.cs:12)".
func dotnetFrame(f *exception.Frame, line string) bool {
	call, printed := strings.CutPrefix(dotnetEnd.trimEnd(trimBlanks(line)), "at ")
	return dotnetCall(f, call, printed, false)
}

// dotnetCall reads a frame without its "at", which may have been printed or not, or in another language.
func dotnetCall(f *exception.Frame, line string, printed, translated bool) bool {
	wrapper := false
	if strings.HasPrefix(line, "(wrapper ") {
		end := strings.Index(line, ") ")
		if end < 0 {
			return false
		}
		line, wrapper = line[end+len(") "):], true
	}
	open := strings.IndexByte(line, '(')
	if open <= 0 {
		return false
	}
	length := closingBracket(line[open:])
	if length < 0 {
		return false
	}
	name, spaced := strings.CutSuffix(line[:open], " ")
	parameters, rest := line[open+1:open+length], line[open+length+1:]
	colon := strings.IndexByte(name, ':')
	unity := strings.HasPrefix(rest, " (at ") && strings.HasSuffix(rest, ")")
	switch {
	case !isDotnetName(name) && !wrapper:
		return false
	case translated && rest != "":
		if !dotnetTranslatedPlace(f, rest) {
			return false
		}
	case !dotnetPlace(f, rest, unity):
		return false
	}
	switch {
	case !printed && !unity && !wrapper && colon < 0 && !spaced: // "main.main()" is Go's
		return false
	case !areDotnetParameters(parameters, wrapper || unity || colon > 0):
		return false
	}
	if colon > 0 {
		f.Module, f.Function = name[:colon], name[colon+1:]
	} else {
		f.Module, f.Function = splitDotnetName(name)
	}
	if wrapper {
		f.File = "(wrapper)"
	}
	return f.Function != "" && !isDigit(f.Function[0]) && (f.Module != "" || wrapper || strings.HasPrefix(name, dotnetLambda))
}

// closingBracket returns where the bracket is closed that the text begins with, -1 if nowhere. Tuples
// among the parameters have brackets of their own.
func closingBracket(text string) int {
	end := strings.IndexByte(text, ')')
	if end < 0 || strings.IndexByte(text[1:end], '(') < 0 {
		return end
	}
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// dotnetLambda begins the names of methods made from expression trees.
const dotnetLambda = "lambda_method"

var dotnetNames, dotnetEnd, notInDotnetParameters = namesAnd(".`+<>|=-/#@"), bytesOf("<-"), bytesOf(":\"'\\{;")

// isDotnetName accepts "Acme.Box`1[System.String].<Open>g__f|1_0" and, for Unity, one colon.
func isDotnetName(name string) bool {
	colons, square := 0, 0
	for i := range len(name) {
		if dotnetNames[name[i]] {
			continue
		}
		switch c := name[i]; {
		case c == ':':
			colons++
		case c == '[':
			square++
		case c == ']':
			square--
		case square <= 0 || c != ',' && c != ' ' && c != '*' && c != '&':
			return false
		}
	}
	return name != "" && !isDigit(name[0]) && name[0] != '/' && colons <= 1 && name[len(name)-1] != ':'
}

// areDotnetParameters accepts "", "String name, Int32& n" and, where names are left out, "object,int".
// Java has its file there, and V8 a place.
func areDotnetParameters(list string, unnamed bool) bool {
	switch {
	case list == "":
		return true
	case notInDotnetParameters.in(list), list == "Native Method", list == "Unknown Source":
		return false
	case unnamed:
		return true
	}
	space := strings.IndexByte(list, ' ')
	return space > 0 && space < len(list) && !strings.HasPrefix(list, "index ") && list[0] != '/' && !isDigit(list[0])
}

// dotnetPlace reads what follows the parameters.
func dotnetPlace(f *exception.Frame, rest string, unity bool) bool {
	if unity {
		rest = rest[len(" (at ") : len(rest)-1]
	} else {
		switch {
		case rest == "":
			return true
		case strings.HasPrefix(rest, " [0x"), strings.HasPrefix(rest, " <0x"):
			end := strings.IndexAny(rest, "]>")
			if end < 0 {
				return false
			}
			rest = rest[end+1:]
			if rest == "" {
				return true
			}
		}
		var ok bool
		if rest, ok = strings.CutPrefix(rest, " in "); !ok {
			return false
		}
	}
	colon := strings.LastIndexByte(rest, ':')
	if colon < 0 {
		return false
	}
	n, ok := number(rest[max(colon, strings.LastIndexByte(rest, ' '))+1:])
	if !ok {
		return false
	}
	file := rest[:colon]
	if strings.HasPrefix(file, "<") { // the build that the code is from
		file, _, _ = strings.Cut(strings.Trim(file, "<>"), "#")
	}
	f.File, f.Line = file, n
	return true
}

// splitDotnetName splits at the last dot outside brackets: "Acme.Box`1[System.Int32]" and "Open".
func splitDotnetName(name string) (module, function string) {
	for _, constructor := range [...]string{"..ctor", "..cctor"} {
		if class, ok := strings.CutSuffix(name, constructor); ok {
			return class, constructor[1:]
		}
	}
	depth := 0
	for i := len(name) - 1; i >= 0; i-- {
		switch name[i] {
		case ']', '>':
			depth++
		case '[', '<':
			depth--
		case '.':
			if depth <= 0 {
				return name[:i], name[i+1:]
			}
		}
	}
	return "", name
}

// dotnetLibraries are the namespaces of libraries. That of .NET itself is System.
var dotnetLibraries = setOf(`
Microsoft Windows MS Mono UnityEngine UnityEditor Unity UnityEngineInternal TMPro
Castle Newtonsoft Npgsql Dapper Serilog NLog log4net Autofac MediatR Polly Grpc OpenTelemetry Xunit xunit
NUnit StackExchange MySql MySqlConnector MongoDB RabbitMQ Confluent AutoMapper FluentValidation Hangfire MassTransit Quartz
Azure Amazon Swashbuckle Elastic Elasticsearch Nest Sentry Datadog NewRelic Refit RestSharp Flurl Ninject StructureMap
SimpleInjector NHibernate ServiceStack Oracle FirebirdSql Moq Nito Jint IdentityServer4 IdentityModel Orleans Akka
Cysharp DG Zenject Photon Mirror Xamarin Java Android Foundation UIKit ObjCRuntime Avalonia Prism ReactiveUI Splat Volo
Bugsnag Raygun Mindscape Rollbar Exceptionless HotChocolate GraphQL NServiceBus Rebus EasyNetQ Wolverine Marten
`)

// dotnetOrigin knows libraries by the first part of their namespace, and what is generated at run time.
func dotnetOrigin(f *exception.Frame) Origin {
	switch {
	case f.File == "(wrapper)", strings.HasPrefix(f.Function, dotnetLambda):
		return OriginGenerated
	case strings.HasPrefix(f.Module, "Google.Protobuf"):
		return OriginKnownLibrary
	}
	end := strings.IndexAny(f.Module, ".+`/[")
	if end < 0 {
		end = len(f.Module)
	}
	switch first := f.Module[:end]; first {
	case "System", "Internal", "Interop", "mscorlib", "netstandard", "ThrowHelper":
		return OriginStandardLibrary
	case "DynamicClass":
		return OriginGenerated
	default:
		if _, library := dotnetLibraries[first]; library {
			return OriginKnownLibrary
		}
	}
	return OriginApplication
}

// dotnetPlumbing are the beginnings of modules whose frames say how a call was made, not which.
var dotnetPlumbing = []string{
	"System.Runtime.CompilerServices.", "System.Runtime.ExceptionServices.", "System.Threading.Tasks.Task",
	"System.Threading.ExecutionContext", "System.ThrowHelper", "System.Reflection.", "System.RuntimeMethodHandle", "DynamicClass",
}

// dotnetIdentity is "type.method" as written in the source: state machines, lambdas and local
// functions count as the method that they stand in, without numbers, arity and type arguments.
func dotnetIdentity(dst []byte, f *exception.Frame) []byte {
	if f.File == "(wrapper)" || strings.HasPrefix(f.Function, dotnetLambda) || hasAnyPrefix(f.Module, dotnetPlumbing) {
		return dst
	}
	start := len(dst)
	dst, generated := appendDotnetName(dst, start, f.Module)
	if f.Function == "MoveNext" && generated {
		return dst
	}
	dst, _ = appendDotnetName(dst, start, f.Function)
	return dst
}

// appendDotnetName appends the elements of a name, joined with dots. generated says that the last
// one is a class that the compiler made of a method.
func appendDotnetName(dst []byte, start int, name string) (out []byte, generated bool) {
	for name != "" {
		depth, end := 0, 0
		for end < len(name) && (depth > 0 || end == 0 || strings.IndexByte(".+/", name[end]) < 0) {
			switch name[end] {
			case '<', '[':
				depth++
			case '>', ']':
				depth--
			}
			end++
		}
		element := name[:end]
		name = strings.TrimLeft(name[end:], ".+/")
		generated = element[0] == '<'
		local := ""
		if generated {
			var kind string
			element, kind, _ = strings.Cut(strings.TrimLeft(element, "<"), ">")
			if function, ok := strings.CutPrefix(kind, "g__"); ok {
				local, _, _ = strings.Cut(function, "|")
			}
		} else if i := strings.IndexAny(element, "`[<"); i > 0 {
			element = element[:i]
		}
		for _, part := range [...]string{element, local} {
			if part == "" {
				continue
			}
			if len(dst) > start {
				dst = append(dst, '.')
			}
			dst = append(dst, part...)
		}
	}
	return dst, generated
}
