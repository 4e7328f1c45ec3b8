package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIdentity_MangledNamesCountAsNamesInFull(t *testing.T) {
	for _, tt := range []struct{ mangled, full string }{
		{"_Z4takei", "take(int)"},
		{"_ZL4takei", "take(int)"},
		{"_ZN4acme5Stock4takeEi", "acme::Stock::take(int)"},
		{"_ZNK4acme5Stock4takeERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE", "acme::Stock::take(std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> > const&) const"},
		{"_ZN4acme7attemptIPFiRKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEEEEiT_S8_", "int acme::attempt<int (*)(std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> > const&)>(int (*)(std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> > const&), std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> > const&)"},
		{"_ZN12_GLOBAL__N_14takeEi", "(anonymous namespace)::take(int)"},
		{"_ZZN4acme3runEvENKUliE_clEi", "acme::run()::{lambda(int)#1}::operator()(int) const"},
		{"_ZZN4acme3runEiENKUlRKT_E0_clIiEEDaS2_", "auto acme::run(int)::{lambda(auto:1 const&)#2}::operator()<int>(int const&) const"},
		{"_ZN4acme5StockC2Ei", "acme::Stock::Stock(int)"},
		{"_ZN4acme5StockD0Ev", "acme::Stock::~Stock()"},
		{"_ZN4acmelsERSoRKNS_5StockE", "acme::operator<<(std::ostream&, acme::Stock const&)"},
		{"_ZN4acme5StockixEi", "acme::Stock::operator[](int)"},
		{"_ZN4acme4nameB5cxx11Ei", "acme::name[abi:cxx11](int)"},
		{"_ZN4acme3ArrIiLi12EE3getILb1EEEvRA5_c", "void acme::Arr<int, 12>::get<true>(char (&) [5])"},
		{"_ZN4acme4pickILNS_4KindE2EEEvv", "void acme::pick<(acme::Kind)2>()"},
		{"_ZSt8for_eachIPiPFviEET0_T_S4_S3_", "void (*std::for_each<int*, void (*)(int)>(int*, int*, void (*)(int)))(int)"},
		{"_ZN4acme4takeEi.cold", "acme::take(int) [clone .cold]"},
	} {
		t.Run(tt.mangled, func(t *testing.T) {
			want := string(appendNativeName(nil, tt.full))
			if tt.mangled == "_ZSt8for_eachIPiPFviEET0_T_S4_S3_" {
				want = "std::for_each"
			}
			assert.Equal(t, want, string(appendNativeName(nil, tt.mangled)))
		})
	}
}

func TestIdentity_MangledNamesOfOtherKindsStayAsTheyAre(t *testing.T) {
	for _, name := range []string{"_Z", "_Z9take", "_ZN4acme", "_ZTV4acme", "_ZN4acmecvbEv", "_ZN4acme4takeIXE", "_ZN4acmeS_E", "_ZNE", "_ZZ4takeEE", "_ZNSt"} {
		path, ok := appendMangled([]byte("x"), name)
		assert.False(t, ok, name)
		assert.Equal(t, "x", string(path), name)
	}
}

func FuzzMangled(f *testing.F) {
	for _, name := range []string{"_ZN4acme5Stock4takeEi", "_ZZN4acme3runEvENKUliE_clEi", "_ZN4acme4pickILNS_4KindE2EEEvv"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		path, ok := appendMangled(nil, name)
		if ok && len(path) > 10*len(name) || !ok && len(path) > 0 {
			t.Fatalf("%q became %q", name, path)
		}
	})
}
