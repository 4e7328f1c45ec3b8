package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// kernel reads what the Linux kernel logs when it fails: oops, BUG, WARNING, panic, the findings of its
// sanitizers, and stalls. What dmesg, syslog and the journal write before each line is skipped:
//
//	[   12.345678] BUG: kernel NULL pointer dereference, address: 0000000000000008
//	[   12.345680] RIP: 0010:shop_take+0x1a/0x40 [shop]
//	[   12.345690] Call Trace:
//	[   12.345691]  <TASK>
//	[   12.345692]  ? show_regs+0x6d/0x80
//	[   12.345693]  shop_ioctl+0x55/0x90 drivers/shop/ioctl.c:12 [shop]
//	[   12.345694]  [<ffffffff8108b2c0>] do_syscall_64+0x5c/0xc0
//
// Module is that of the kernel, in square brackets; the kernel itself has none.
var kernel = runtime{
	name:      "kernel",
	languages: []string{"kernel"},
	find:      findKernel,
	parse:     parseKernel,
	omits:     "frames that the kernel marks with a question mark, as they may be left from earlier calls, and all stacks but the first",
	origin:    kernelOrigin,
	identity:  kernelIdentity,
}

// kernelTraceAt returns where a text says "Call Trace:" or "Call trace:", -1 without it.
func kernelTraceAt(text string) int {
	at := strings.Index(text, "Call Trace:")
	if at < 0 {
		at = strings.Index(text, "Call trace:")
	}
	return at
}

func findKernel(text string) int {
	at := kernelTraceAt(text)
	if at < 0 {
		return -1
	}
	start := strings.LastIndexByte(text[:at], '\n') + 1
	for end, n := start, 0; end > 0 && n < kernelHeaderLines; n++ {
		above := strings.LastIndexByte(text[:end-1], '\n') + 1
		if typ, _ := kernelHeader(kernelMessage(text[above : end-1])); typ != "" {
			start = above
		}
		end = above
	}
	return start
}

// kernelHeaderLines is how far above the frames the header stands: registers are printed between.
const kernelHeaderLines = 2 * headerLines

func parseKernel(text string) []exception.Exception {
	if kernelTraceAt(text) < 0 {
		return nil
	}
	s := section{lines: lines{text: text}}
	typ, message := "", ""
	tracing := false
	for {
		line, ok := s.lines.scan()
		if !ok {
			break
		}
		line = kernelMessage(line)
		var f exception.Frame
		if tracing && kernelFrame(&f, line) {
			if s.frames.total != 1 || *s.frames.last() != f { // else the register said so
				s.frames.add(f)
			}
			continue
		}
		if tracing && kernelEnds(line) {
			break
		}
		if kernelTraceBelow(line) {
			tracing = true
		} else if symbol, register := kernelRegister(line); register {
			if f = (exception.Frame{}); kernelFrame(&f, symbol) {
				s.frames.add(f)
			}
		} else if typ == "" {
			typ, message = kernelHeader(line)
		}
	}
	if !tracing || s.frames.total == 0 {
		return nil
	}
	s.close(typ, message, innermostFirst)
	return s.links.chain
}

// kernelMessage takes off what stands before the words of the kernel: "Nov 21 10:33:01 host kernel: ",
// "<4>", "[   12.345678]", "[  T123]" and addresses, "[<ffffffff8108b2c0>]".
func kernelMessage(line string) string {
	if line != "" && isLetter(line[0]) {
		if _, rest, ok := strings.Cut(line, " kernel: "); ok {
			line = rest
		}
	}
	for {
		line, _ = unindent(line)
		end := 0
		switch {
		case line == "":
			return line
		case line[0] == '[':
			end = strings.IndexByte(line, ']')
		case line[0] == '<':
			end = strings.IndexByte(line, '>')
		}
		if end <= 0 || strings.Trim(line[1:end], "0123456789abcdef.<>TC ") != "" {
			return trimBlanks(line)
		}
		line = line[end+1:]
	}
}

// kernelRegister reads "RIP: 0010:shop_take+0x1a/0x40 [shop]" and "pc : shop_take+0x1a/0x40 [shop]", which
// say where the kernel was.
func kernelRegister(line string) (symbol string, ok bool) {
	for _, name := range [...]string{"RIP: 0010:", "EIP: 0060:", "EIP: ", "pc : ", "PC is at ", "epc : "} {
		if symbol, ok = strings.CutPrefix(line, name); ok {
			return symbol, true
		}
	}
	return "", false
}

// kernelEnds says that what follows a stack is not of it.
func kernelEnds(line string) bool {
	return strings.HasPrefix(line, "---[ ") || strings.Contains(line, " by task ") || strings.HasPrefix(line, "Modules linked in") ||
		kernelTraceBelow(line)
}

// kernelTraceBelow says that frames stand below a line.
func kernelTraceBelow(line string) bool {
	return strings.HasPrefix(line, "Call Trace:") || strings.HasPrefix(line, "Call trace:")
}

// kernelFrame reads "shop_ioctl+0x55/0x90 drivers/shop/ioctl.c:12 [inline] [shop]" and, of one whose place
// was looked up, "shop_ioctl (drivers/shop/ioctl.c:12) shop".
func kernelFrame(f *exception.Frame, line string) bool {
	if strings.HasPrefix(line, "? ") {
		return false
	}
	end := 0
	for end < len(line) && (isName(line[end]) || line[end] == '.') {
		end++
	}
	if end == 0 || end == len(line) {
		return false
	}
	f.Function = line[:end]
	rest := line[end:]
	if place, ok := strings.CutPrefix(rest, " ("); ok {
		closed := strings.LastIndexByte(place, ')')
		if closed < 0 {
			return false
		}
		f.Module = strings.TrimSpace(place[closed+1:])
		place, _, _ = strings.Cut(place[:closed], " ")
		return readPosition(f, place) && isNativeSource(f.File)
	}
	if offset, ok := strings.CutPrefix(rest, "+0x"); ok {
		offset, rest, _ = strings.Cut(offset, " ")
		if !strings.Contains(offset, "/0x") {
			return false
		}
	} else if !strings.HasSuffix(rest, " [inline]") {
		return false
	}
	for rest = strings.TrimSpace(rest); strings.HasSuffix(rest, "]"); rest = trimBlanks(rest) {
		open := strings.LastIndexByte(rest, '[')
		if open < 0 {
			return false
		}
		if name := rest[open+1 : len(rest)-1]; name != "inline" {
			f.Module, _, _ = strings.Cut(name, " ")
		}
		rest = rest[:open]
	}
	if rest != "" {
		return readPosition(f, rest) && !strings.Contains(f.File, " ")
	}
	return true
}

// kernelHeaders are the beginnings of the line that says what happened. Those that say more come first.
var kernelHeaders = []string{"kernel BUG at ", "BUG: ", "WARNING: ", "INFO: ", "Kernel panic - not syncing: ", "Unable to handle kernel ", "Internal error: "}

// kernelHeader reads "BUG: KASAN: use-after-free in shop_take+0x1a/0x40", "general protection fault: 0000 [#1] SMP".
func kernelHeader(line string) (typ, message string) {
	for _, mark := range kernelHeaders {
		at := strings.Index(line, mark)
		if at < 0 || at > 0 && !strings.HasSuffix(line[:at], ": ") {
			continue
		}
		message = line[at+len(mark):]
		typ = strings.TrimRight(mark, ": ")
		switch mark {
		case "BUG: ":
			if tool, rest, ok := strings.Cut(message, ": "); ok && tool == strings.ToUpper(tool) && strings.HasPrefix(tool, "K") {
				kind, _, _ := strings.Cut(rest, " in ")
				return message[:len(tool)+len(": ")+len(kind)], rest
			}
		case "kernel BUG at ":
			typ = "kernel BUG"
		case "Kernel panic - not syncing: ":
			typ = "Kernel panic"
		case "Unable to handle kernel ":
			return "Oops", line[at:]
		}
		return typ, message
	}
	if at := strings.Index(line, " [#"); at > 0 { // Oops: 0000 [#1] PREEMPT SMP
		typ, _, _ = strings.Cut(line[:at], ": ")
		typ, _, _ = strings.Cut(typ, ", ")
		return typ, line
	}
	return "", ""
}

// kernelPlumbing is how the kernel is entered, and how it prints and stops.
var kernelPlumbing = setOf(`
dump_backtrace dump_stack dump_stack_lvl __dump_stack show_stack show_regs show_trace_log_lvl panic nmi_panic __warn warn_slowpath_fmt
warn_slowpath_null report_bug handle_bug die oops_end no_context oops_begin do_trap do_error_trap fixup_bug bad_page bust_spinlocks
print_address_description print_report kasan_report __kasan_report kasan_check_range check_memory_region kasan_report_invalid_free
exc_page_fault asm_exc_page_fault exc_invalid_op asm_exc_invalid_op exc_general_protection asm_exc_general_protection exc_divide_error
asm_exc_divide_error page_fault do_page_fault invalid_op general_protection do_invalid_op unwind_backtrace
do_syscall_64 entry_SYSCALL_64_after_hwframe entry_SYSCALL_64_safe_stack entry_INT80_32 do_fast_syscall_32 do_int80_syscall_32 x64_sys_call
el0_svc el0_svc_common el0_sync el0_sync_handler el0t_64_sync el0t_64_sync_handler do_el0_svc invoke_syscall el1_sync el1_abort
el1h_64_sync el1h_64_sync_handler ret_from_fork ret_from_fork_asm ret_from_kernel_thread ret_fast_syscall kthread start_kernel
x86_64_start_kernel x86_64_start_reservations secondary_startup_64 secondary_startup_64_no_verify system_call_fastpath sysenter_do_call
`)

// kernelOrigin knows how the kernel is entered, prints and stops. All other code of it may be the cause.
func kernelOrigin(f *exception.Frame) Origin {
	if _, plumbing := kernelPlumbing[f.Function]; plumbing {
		return OriginRuntime
	}
	for _, prefix := range [...]string{"__asan_", "__kasan_", "__x64_sys_", "__arm64_sys_", "__ia32_sys_", "__se_sys_", "__do_sys_"} {
		if strings.HasPrefix(f.Function, prefix) {
			return OriginRuntime
		}
	}
	return OriginApplication
}

// kernelIdentity is "module:function" without what compilers append to clones.
func kernelIdentity(dst []byte, f *exception.Frame) []byte {
	return appendNativeName(append(append(dst, f.Module...), ':'), f.Function)
}
