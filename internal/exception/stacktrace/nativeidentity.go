package stacktrace

import (
	"bytes"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// nativeParts is what the paths of system libraries, their sources and vendored code have in them.
var nativeParts = []originRule{
	{"/third_party/", OriginVendored}, {"/third-party/", OriginVendored}, {"/vendor/", OriginVendored}, {"/.cargo/", OriginModuleCache},
	{"compiler-rt/", OriginRuntime}, {"libsanitizer/", OriginRuntime}, {"/sysdeps/", OriginRuntime}, {"/csu/", OriginRuntime},
	{"/nptl/", OriginRuntime}, {"ld-linux", OriginRuntime}, {"linux-vdso", OriginRuntime}, {"libdyld", OriginRuntime},
	{"libobjc", OriginRuntime}, {"libswift", OriginRuntime}, {"libdispatch", OriginRuntime}, {"libxpc", OriginRuntime},
	{"/System/Library/", OriginPlatform}, {"libsystem_", OriginPlatform}, {"/system/lib", OriginPlatform}, {"/apex/", OriginPlatform},
	{"/include/c++/", OriginStandardLibrary}, {"/gcc/", OriginStandardLibrary}, {"bits/", OriginStandardLibrary},
	{"libc.so", OriginStandardLibrary}, {"libc++", OriginStandardLibrary}, {"libstdc++", OriginStandardLibrary},
	{"libpthread", OriginStandardLibrary}, {"/glibc", OriginStandardLibrary}, {"eglibc", OriginStandardLibrary},
	{"/rustc/", OriginStandardLibrary}, {"/usr/include/", OriginInstalledPackage}, {"/usr/lib", OriginInstalledPackage},
	{"/lib/x86_64", OriginInstalledPackage}, {"/lib/aarch64", OriginInstalledPackage}, {"/lib64/", OriginInstalledPackage},
	{"/lib/i386", OriginInstalledPackage},
}

// nativeFolders are those of vendored code where a path is relative to the project's, and the scripts of Node.
var nativeFolders = []originRule{{"node:", OriginRuntime}, {"third_party/", OriginVendored}, {"third-party/", OriginVendored}, {"vendor/", OriginVendored}}

// nativeFrameworks are the binaries of Apple's systems.
var nativeFrameworks = setOf(`
UIKit UIKitCore CoreFoundation Foundation GraphicsServices QuartzCore dyld AppKit SwiftUI CFNetwork CoreData Security
CoreGraphics ImageIO HIToolbox WebKit WebCore JavaScriptCore Combine AttributeGraph CoreAutoLayout XCTest XCTestCore
`)

// nativePrefixes are the beginnings of functions of compilers, sanitizers and standard libraries.
var nativePrefixes = []originRule{
	{"__asan", OriginRuntime}, {"__sanitizer", OriginRuntime}, {"__interceptor", OriginRuntime}, {"___interceptor", OriginRuntime},
	{"__ubsan", OriginRuntime}, {"__tsan", OriginRuntime}, {"__msan", OriginRuntime}, {"__lsan", OriginRuntime}, {"__hwasan", OriginRuntime},
	{"__libc_", OriginRuntime}, {"__GI_", OriginRuntime}, {"__cxa_", OriginRuntime}, {"__cxxabiv1", OriginRuntime},
	{"__pthread", OriginRuntime}, {"__assert", OriginRuntime}, {"__clone", OriginRuntime}, {"__fortify", OriginRuntime},
	{"__stack_chk", OriginRuntime}, {"_Unwind", OriginRuntime}, {"_start", OriginRuntime}, {"_dl_", OriginRuntime},
	{"start_thread", OriginRuntime}, {"operator new", OriginRuntime}, {"operator delete", OriginRuntime}, {"swift_", OriginRuntime},
	{"_swift_", OriginRuntime}, {"objc_", OriginRuntime}, {"_objc_", OriginRuntime}, {"<signal", OriginRuntime}, {"fuzzer::", OriginRuntime},
	{"node::", OriginKnownLibrary}, {"v8::", OriginKnownLibrary}, {"V8_Fatal", OriginKnownLibrary},
	{"std::", OriginStandardLibrary}, {"__gnu_cxx::", OriginStandardLibrary}, {"boost::", OriginKnownLibrary},
	// As the linker names them.
	{"_ZSt", OriginStandardLibrary}, {"_ZNSt", OriginStandardLibrary}, {"_ZNKSt", OriginStandardLibrary},
	{"_ZN9__gnu_cxx", OriginStandardLibrary}, {"_ZNK9__gnu_cxx", OriginStandardLibrary},
	{"_ZN5boost", OriginKnownLibrary}, {"_ZNK5boost", OriginKnownLibrary},
}

// nativeFunctions are functions of the C library that stand at the crash end.
var nativeFunctions = setOf(`
raise abort gsignal clone clone3 malloc calloc realloc free memcpy memmove memset memcmp strlen strcpy strcmp strdup kill
pthread_kill tgkill exit _exit start thread_start backtrace
`)

// nativeOrigin knows the system, the standard libraries, the tool that made the trace, and vendored code.
func nativeOrigin(f *exception.Frame) Origin {
	if f.File == "" && f.Function == "" {
		return OriginNoFile
	}
	if origin := originByPrefix(f.Function, nativePrefixes); origin != OriginUnknown {
		return origin
	}
	if origin := originByPrefix(f.File, nativeFolders); origin != OriginUnknown {
		return origin
	}
	if origin := originByPart(f.File, nativeParts); origin != OriginUnknown {
		return origin
	}
	if _, system := nativeFunctions[f.Function]; system {
		return OriginStandardLibrary
	}
	if _, framework := nativeFrameworks[f.File]; framework {
		return OriginPlatform
	}
	return OriginApplication
}

// nativeIdentity is the function without parameters, template arguments, lambdas and what compilers
// append to clones; the file where there is no function. The runtime's own frames do not count.
func nativeIdentity(dst []byte, f *exception.Frame) []byte {
	if f.Function == "" {
		if f.File == "" {
			return dst
		}
		return append(append(dst, base(f.File)...), ':')
	}
	if strings.HasPrefix(f.Function, "__libc_start") || strings.HasPrefix(f.Function, "<signal") || f.Function == "_start" {
		return dst
	}
	return appendNativeName(dst, f.Function)
}

func appendNativeName(dst []byte, name string) []byte {
	for _, mark := range [...]string{".isra", ".constprop", ".part", ".cold", ".llvm", ".lto", "@", "+0x"} {
		if at := strings.Index(name, mark); at > 0 {
			name = name[:at]
		}
	}
	if path, ok := appendMangled(dst, name); ok {
		return path
	}
	if strings.HasPrefix(name, "-[") || strings.HasPrefix(name, "+[") { // a method of Objective-C
		return append(dst, name...)
	}
	start, depth, called := len(dst), 0, false
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case depth == 0 && !called && strings.HasPrefix(name[i:], "()") && bytes.HasSuffix(dst[start:], []byte("operator")):
			called = true
			i++
		case depth == 0 && !called && strings.IndexByte("<>-=!", c) >= 0 && bytes.HasSuffix(dst[start:], []byte("operator")):
			for i < len(name) && strings.IndexByte("<>-=!", name[i]) >= 0 {
				dst = append(dst, name[i])
				i++
			}
			i--
		case strings.IndexByte("(<{[", c) >= 0:
			depth++
		case strings.IndexByte(")>}]", c) >= 0:
			depth = max(depth-1, 0)
		case depth > 0:
		case strings.HasPrefix(name[i:], "$_"): // a lambda of clang
			i += 1 + digits(name[i+2:])
		case c == ':' && (len(dst) == start || bytes.HasSuffix(dst[start:], []byte("::"))): // what stood here is left out
		default:
			dst = append(dst, c)
		}
	}
	for {
		trimmed := bytes.TrimRight(bytes.TrimSuffix(dst[start:], []byte(" const")), " &:")
		if start+len(trimmed) == len(dst) {
			break
		}
		dst = dst[:start+len(trimmed)]
	}
	// Of templates the type of the result is printed, too.
	if space := bytes.LastIndexByte(dst[start:], ' '); space > 0 && !bytes.HasSuffix(dst[:start+space], []byte("operator")) {
		dst = append(dst[:start], dst[start+space+1:]...)
	}
	if end := len(dst) - len("::h0123456789abcdef"); end > start && isRustHash(string(dst[end+2:])) {
		dst = dst[:end]
	}
	return dst
}
