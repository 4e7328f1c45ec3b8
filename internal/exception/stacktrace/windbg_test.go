package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var windbgCases = []parseCase{
	{"kn, with an inlined function", samples["windbg"], `
Access violation: code c0000005
- KERNEL32|BaseThreadInitThunk|KERNEL32:0:0
+ shop|acme::run|C:\src\run.cpp:4:0
+ shop|acme::Stock::take|C:\src\stock.cpp:12:0
`},
	{"kb, after what !analyze says", "(1.2): Single step exception - code 80000004 (first chance)\n(1.2): Unknown exception - code c0000374 (!!! second chance !!!)\nEXCEPTION_CODE: (NTSTATUS) 0xc0000374 - A heap has been corrupted.\nSTACK_TEXT:\n00000000`04f13f70 000007fe`ef2eba34 : 00000000`05580090 00000000`00000481 00000000`00000a52 000007fe`ef3617b2 : MSHTML!Ordinal101+0x10102\n00000000`04f145f0 000007fe`ef5cc56e : 00000000`0798c530 00000000`0798c530 00000000`00000000 00000000`04f14710 : MSHTML+0x5289\n\nSTACK_COMMAND: k\n00000000`04f13f70 000007fe`ef2eba34 other!f+0x1\n", `
Unknown exception: A heap has been corrupted.
+ MSHTML||MSHTML:0:0
+ MSHTML|Ordinal101|MSHTML:0:0
`},
	{"32 bits", "ExceptionCode: c0000005 (Access violation)\nChildEBP RetAddr  Args to Child\n0012f6a0 7c90d8ea 00000001 00000002 00000003 ntdll_77290000!NtWait+0xc (FPO: [3,0,0])\nWARNING: Stack unwind information not available.\n0012f6b0 7c90d8eb shop!take+0x12 [c:\\src\\stock.cpp @ 12]\n", `
Access violation: code c0000005
+ shop|take|c:\src\stock.cpp:12:0
- ntdll_77290000|NtWait|ntdll_77290000:0:0
`},
}

func TestParse_Windbg(t *testing.T) { testParse(t, "windbg", "windbg", windbgCases) }

func TestFind_Windbg(t *testing.T) {
	message, trace, ok := Find("stopped\n" + samples["windbg"])
	assert.True(t, ok)
	assert.Equal(t, "stopped", message)
	assert.Equal(t, "Access violation", trace.Exceptions[0].Type)
	for _, text := range []string{"done!\nat 00000001 00000002", "a\n00000001 00000002 shop", "a\n00000001 shop!take+0x1"} {
		_, _, ok = Find(text)
		assert.False(t, ok, text)
	}
}

func TestIdentity_Windbg(t *testing.T) {
	text := "00000001 00000002 ntdll_77290000!NtWait+0xc\n00000001 00000002 shop!acme::Stock::take<int>+0x12\n00000001 00000002 shop+0x17\n"
	assert.Equal(t, []string{"shop!", "shop!acme::Stock::take", "ntdll!NtWait"}, identities(t, "windbg", text))
}

func FuzzParse_Windbg(f *testing.F) { fuzzParse(f, "windbg", windbgCases) }
