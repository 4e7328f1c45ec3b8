package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// rubyFrame reads "shop.rb:12:in `place'", "from shop.rb:12:in 'Orders#place'",
// "2: from shop.rb:12" and "shop.rb:12:in `place': no stock (KeyError)", of which message is where
// the message begins, else -1.
func rubyFrame(f *exception.Frame, line string) (message int, ok bool) {
	rest, _ := cutRubyNumber(line)
	rest, from := strings.CutPrefix(rest, "from ")
	at := rubyLabel(rest)
	place := trimBlanks(rest)
	if at >= 0 {
		place = rest[:at]
	}
	*f = exception.Frame{}
	if f.File, f.Line, ok = cutNumber(place); !ok || f.File == "" {
		return -1, false
	}
	if at < 0 {
		_, _, twice := cutNumber(f.File)
		ruby := strings.HasSuffix(f.File, ".rb") && !strings.ContainsAny(f.File, " '\"()")
		return -1, !twice && (from || ruby)
	}
	label := rest[at+len(rubyIn)+1:]
	end := strings.IndexByte(label, '\'')
	if end < 0 {
		return -1, false
	}
	f.Function = label[:end]
	after := label[end+1:]
	if strings.HasPrefix(after, ": ") {
		return len(line) - len(after) + len(": "), true
	}
	return -1, trimBlanks(after) == ""
}

// rubyIn stands between the place and the label, which Ruby 3.4 writes as 'Orders#place', others as `place'.
const rubyIn = ":in "

// rubyLabel returns where ":in '" begins, -1 without one.
func rubyLabel(line string) int {
	for from := 0; ; {
		at := strings.Index(line[from:], rubyIn)
		if at < 0 {
			return -1
		}
		at += from
		from = at + len(rubyIn)
		if from < len(line) && (line[from] == '\'' || line[from] == '`') {
			return at
		}
	}
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
