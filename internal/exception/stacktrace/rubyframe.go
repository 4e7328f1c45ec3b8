package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// rubyFrame reads "shop.rb:12:in `place'", "from shop.rb:12:in 'Orders#place'",
// "2: from shop.rb:12" and "shop.rb:12:in `place': no stock (KeyError)", of which message is where
// the message begins, else -1.
func rubyFrame(line string) (f exception.Frame, message int, ok bool) {
	rest, _ := cutRubyNumber(line)
	rest, from := strings.CutPrefix(rest, "from ")
	rest = strings.TrimRight(rest, " \t")
	place, after, labelled := rest, "", false
	for _, quote := range [...]string{":in `", ":in '"} {
		if place, after, labelled = strings.Cut(rest, quote); labelled {
			break
		}
	}
	if f.File, f.Line, ok = cutNumber(place); !ok || f.File == "" {
		return f, -1, false
	}
	if !labelled {
		_, _, twice := cutNumber(f.File)
		ruby := strings.HasSuffix(f.File, ".rb") && !strings.ContainsAny(f.File, " '\"()")
		return f, -1, !twice && (from || ruby)
	}
	end := strings.IndexByte(after, '\'')
	if end < 0 {
		return f, -1, false
	}
	f.Function = after[:end]
	switch after = after[end+1:]; {
	case after == "":
		return f, -1, true
	case strings.HasPrefix(after, ": "):
		return f, strings.LastIndex(line, after) + len(": "), true
	}
	return f, -1, false
}

// cutRubyNumber takes the number off "12: from shop.rb:3".
func cutRubyNumber(line string) (rest string, ok bool) {
	end := 0
	for end < len(line) && isDigit(line[end]) {
		end++
	}
	if end > 0 && strings.HasPrefix(line[end:], ": from ") {
		return line[end+len(": "):], true
	}
	return line, false
}

// rubyOrigin knows Ruby itself, gems, and code evaluated from a string or a template.
func rubyOrigin(f *exception.Frame) Origin {
	if origin := originByPrefix(f.File, rubyPrefixes); origin != OriginUnknown {
		return origin
	}
	if origin := originByPart(f.File, rubyParts); origin != OriginUnknown {
		return origin
	}
	// Rails prints the files of gems as "rack (2.0.3) lib/rack/runtime.rb".
	if _, rest, gem := strings.Cut(f.File, " ("); gem && rest != "" && isDigit(rest[0]) && strings.Contains(rest, ") ") {
		return OriginInstalledPackage
	}
	return OriginApplication
}

var rubyPrefixes = []originRule{
	{"<internal:", OriginStandardLibrary}, {"(eval", OriginGenerated}, {"(erb", OriginGenerated},
	{"(irb", OriginTypedIn}, {"-e", OriginTypedIn},
	{"vendor/", OriginVendored}, {"./vendor/", OriginVendored},
}

// rubyParts: gems lie in the folders of Ruby, too.
var rubyParts = []originRule{
	{"/gems/", OriginInstalledPackage}, {"/rubygems/", OriginInstalledPackage}, {"/bundler/", OriginInstalledPackage},
	{"/vendor/", OriginVendored}, {"/lib/ruby/", OriginStandardLibrary}, {"/lib64/ruby/", OriginStandardLibrary},
	{"/.rbenv/", OriginStandardLibrary}, {"/.rvm/", OriginStandardLibrary},
}

// rubyIdentity is "file:method". Blocks and rescue clauses count as the method that they stand in.
// The class counts not: Ruby prints it since version 3.4 only.
func rubyIdentity(dst []byte, f *exception.Frame) []byte {
	if strings.HasPrefix(f.File, "(eval") {
		dst = append(dst, "(eval)"...)
	} else {
		dst = append(dst, base(f.File)...)
	}
	return append(append(dst, ':'), rubyMethod(f.Function)...)
}

func rubyMethod(label string) string {
	for hasAnyPrefix(label, []string{"block ", "rescue in ", "ensure in "}) {
		_, label, _ = strings.Cut(label, "in ")
	}
	if strings.HasPrefix(label, "<") {
		return label
	}
	if i := strings.IndexByte(label, '#'); i >= 0 {
		label = label[i+1:]
	} else if i := strings.IndexByte(label, '.'); i >= 0 {
		label = label[i+1:]
	}
	label, _, _ = strings.Cut(label, "_erb___") // _app_views_orders_show_html_erb___31572_70
	return label
}
