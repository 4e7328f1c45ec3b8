package stacktrace

import (
	"bytes"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// nativeSystem is what the paths of system libraries, their sources and vendored code have in them.
var nativeSystem = []string{
	"/sysdeps/", "/csu/", "/usr/include/", "/usr/lib", "/lib/x86_64", "/lib/aarch64", "/lib64/", "/lib/i386", "/system/lib", "/apex/",
	"/nptl/", "compiler-rt/", "libsanitizer/", "/glibc", "eglibc", "libc.so", "libc++", "libstdc++", "libpthread", "ld-linux", "linux-vdso",
	"/third_party/", "/third-party/", "/vendor/", "/System/Library/", "libsystem_", "libobjc", "libdispatch", "libdyld", "libswift",
	"libxpc", "/rustc/", "/.cargo/", "/include/c++/", "/gcc/", "bits/",
}

// nativeFrameworks are the binaries of Apple's systems.
var nativeFrameworks = setOf(`
UIKit UIKitCore CoreFoundation Foundation GraphicsServices QuartzCore dyld AppKit SwiftUI CFNetwork CoreData Security
CoreGraphics ImageIO HIToolbox WebKit WebCore JavaScriptCore Combine AttributeGraph CoreAutoLayout XCTest XCTestCore
`)

// nativeRuntime are the beginnings of functions of compilers, sanitizers and standard libraries.
var nativeRuntime = []string{
	"__asan", "__sanitizer", "__interceptor", "___interceptor", "__ubsan", "__tsan", "__msan", "__lsan", "__hwasan", "__libc_", "__GI_",
	"__cxa_", "__cxxabiv1", "__gnu_cxx::", "__pthread", "__assert", "__clone", "__fortify", "__stack_chk", "_Unwind", "_start", "_dl_",
	"std::", "boost::", "fuzzer::", "start_thread", "operator new", "operator delete", "swift_", "_swift_", "objc_", "_objc_", "<signal",
}

// nativeFunctions are functions of the C library that stand at the crash end.
var nativeFunctions = setOf(`
raise abort gsignal clone clone3 malloc calloc realloc free memcpy memmove memset memcmp strlen strcpy strcmp strdup kill
pthread_kill tgkill exit _exit start thread_start backtrace
`)

// nativeInApp: not of the system, of the standard library, of the tool that made the trace, or vendored.
func nativeInApp(f *exception.Frame) bool {
	if f.File == "" && f.Function == "" || containsAny(f.File, nativeSystem) || hasAnyPrefix(f.Function, nativeRuntime) {
		return false
	}
	if _, system := nativeFunctions[f.Function]; system {
		return false
	}
	_, framework := nativeFrameworks[f.File]
	return !framework
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
	if strings.HasPrefix(name, "-[") || strings.HasPrefix(name, "+[") { // a method of Objective-C
		return append(dst, name...)
	}
	start, depth := len(dst), 0
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case depth == 0 && strings.IndexByte("<>-=!", c) >= 0 && bytes.HasSuffix(dst[start:], []byte("operator")):
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
