package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var kernelCases = []parseCase{
	{"an oops, whose register is the innermost frame", samples["kernel"], `
BUG: kernel NULL pointer dereference, address: 0000000000000008
- |do_syscall_64|:0:0
+ shop|shop_ioctl|:0:0
+ shop|shop_take|:0:0
`},
	{"arm64, which begins the trace with the register", "Nov 21 10:33:01 host kernel: <1>[   17.1] Unable to handle kernel paging request at virtual address ffff8000\nNov 21 10:33:01 host kernel: [   17.1] Internal error: Oops: 96000004 [#1] SMP\nNov 21 10:33:01 host kernel: [   17.1] pc : shop_take+0x1a/0x40 [shop]\nNov 21 10:33:01 host kernel: [   17.1] Call trace:\nNov 21 10:33:01 host kernel: [   17.1]  shop_take+0x1a/0x40 [shop]\nNov 21 10:33:01 host kernel: [   17.1]  el0_svc+0x14/0x24\n", `
Oops: Unable to handle kernel paging request at virtual address ffff8000
- |el0_svc|:0:0
+ shop|shop_take|:0:0
`},
	{"a finding of a sanitizer, whose other stacks are left out", "BUG: KASAN: slab-out-of-bounds in shop_take+0x1a/0x40\nWrite of size 4 at addr ffff8881 by task shop/17\nCall Trace:\n dump_stack_lvl+0x45/0x5e lib/dump_stack.c:106\n __dump_stack lib/dump_stack.c:88 [inline]\n shop_take+0x1a/0x40 drivers/shop/take.c:12 [shop]\n\nAllocated by task 17:\n shop_alloc+0x1a/0x40\n", `
KASAN: slab-out-of-bounds: slab-out-of-bounds in shop_take+0x1a/0x40
+ shop|shop_take|drivers/shop/take.c:12:0
- |__dump_stack|lib/dump_stack.c:88:0
- |dump_stack_lvl|lib/dump_stack.c:106:0
`},
	{"addresses before the frames, and places that were looked up", "general protection fault: 0000 [#1] SMP\nCall Trace:\n [<ffffffff8108b2c0>] ? kthread+0xc0/0xd0\n [<ffffffff8108b2c1>] shop_ioctl+0x55/0x90 [shop]\nshop_run (drivers/shop/run.c:12 (discriminator 3)) shop\n", `
general protection fault: general protection fault: 0000 [#1] SMP
+ shop|shop_run|drivers/shop/run.c:12:0
+ shop|shop_ioctl|:0:0
`},
	{"a panic", "Kernel panic - not syncing: no stock\nCall trace:\ndump_backtrace+0x0/0x300\npanic+0x240/0x5d4\nshop_take+0x0/0x7c [shop]\nSMP: stopping secondary CPUs\n", `
Kernel panic: no stock
+ shop|shop_take|:0:0
- |panic|:0:0
- |dump_backtrace|:0:0
`},
	{"a warning and a bug", "------------[ cut here ]------------\nWARNING: CPU: 0 PID: 17 at drivers/shop/take.c:12 shop_take+0x1a/0x40 [shop]\nCall Trace:\n shop_run+0x1/0x2\n", `
WARNING: CPU: 0 PID: 17 at drivers/shop/take.c:12 shop_take+0x1a/0x40 [shop]
+ |shop_run|:0:0
`},
}

func TestParse_Kernel(t *testing.T) { testParse(t, "kernel", "kernel", kernelCases) }

func TestFind_Kernel(t *testing.T) {
	message, trace, ok := Find("eth0: link up\n" + samples["kernel"])
	assert.True(t, ok)
	assert.Equal(t, "eth0: link up", message)
	assert.Equal(t, "BUG", trace.Exceptions[0].Type)
	_, _, ok = Find("the module logs\nCall Trace:\nand no frames\n")
	assert.False(t, ok)
}

func TestIdentity_Kernel(t *testing.T) {
	assert.Equal(t, []string{"shop:shop_take", ":vfs_read"}, identities(t, "kernel", "Call Trace:\n vfs_read+0x1/0x2\n shop_take.isra.0+0x1/0x2 [shop]\n"))
}

func FuzzParse_Kernel(f *testing.F) { fuzzParse(f, "kernel", kernelCases) }
