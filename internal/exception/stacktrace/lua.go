package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// lua reads what debug.traceback gives and the interpreter prints:
//
//	lua: shop.lua:2: no stock for tea
//	stack traceback:
//		[C]: in function 'error'
//		shop.lua:3: in method 'place'
//		(...tail calls...)
//		shop.lua:4: in function <shop.lua:4>
//		shop.lua:8: in main chunk
//
// Lua has no types. The frame of a function without a name has the place of its definition.
var lua = runtime{
	name:      "lua",
	languages: []string{"lua"},
	find:      findLua,
	parse:     parseLua,
	omits:     "tail calls, whose functions Lua forgets, and further traces in the same text",
	origin:    luaOrigin,
	identity:  luaIdentity,
}

const luaTraceback = "stack traceback:"

func findLua(text string) int {
	at := strings.Index(text, luaTraceback)
	if at < 0 {
		return -1
	}
	start := strings.LastIndexByte(text[:at], '\n') + 1
	if start == 0 {
		return 0
	}
	return strings.LastIndexByte(text[:start-1], '\n') + 1 // the message stands above
}

func parseLua(text string) []exception.Exception {
	if !strings.Contains(text, luaTraceback) {
		return nil
	}
	s := section{lines: lines{text: text}}
	traced := false
	for {
		line, ok := s.lines.scan()
		if !ok {
			break
		}
		trimmed, _ := unindent(line)
		if trimmed == luaTraceback {
			if s.frames.total > 0 {
				break // another trace
			}
			traced = true
			continue
		}
		var f exception.Frame
		if traced && luaFrame(&f, trimmed) {
			s.frames.add(f)
		} else if !traced {
			s.note(line)
		}
	}
	if s.frames.total == 0 {
		return nil
	}
	s.close("", luaMessage(s.header()), innermostFirst)
	return s.links.chain
}

// luaMessage takes "lua: shop.lua:2: " off.
func luaMessage(header string) string {
	if program, rest, ok := strings.Cut(header, ": "); ok && strings.HasPrefix(program, "lua") && !strings.ContainsAny(program, ":/ ") {
		header = rest
	}
	place, rest, ok := strings.Cut(header, ": ")
	if _, _, placed := cutNumber(place); ok && placed {
		return rest
	}
	return header
}

// luaFrame reads "shop.lua:3: in method 'place'".
func luaFrame(f *exception.Frame, line string) bool {
	place, what, ok := strings.Cut(line, ": in ")
	if !ok || place == "" {
		return false
	}
	if file, n, numbered := cutNumber(place); numbered {
		f.File, f.Line = file, n
	} else if f.File = place; !strings.HasPrefix(place, "[") {
		return false
	}
	what = trimBlanks(what)
	if quote := strings.IndexByte(what, '\''); quote > 0 && what[quote-1] == ' ' {
		what, _, _ = strings.Cut(what[quote+1:], "'")
	} else if _, definition, anonymous := strings.Cut(what, " <"); anonymous {
		what = strings.TrimSuffix(definition, ">")
	} else if what == "?" {
		what = ""
	}
	f.Function = strings.TrimSuffix(what, "'")
	return true
}

// luaOrigin knows functions written in C, and the folders of LuaRocks and of distributions.
func luaOrigin(f *exception.Frame) Origin {
	switch f.File {
	case "[C]":
		return OriginRuntime
	case "stdin":
		return OriginTypedIn
	}
	if containsAny(f.File, []string{"/share/lua/", "/lib/lua/", "/lualib/", "/luarocks/", "lua_modules/"}) {
		return OriginInstalledPackage
	}
	return OriginApplication
}

// luaIdentity is "file:function"; of a function without a name the file alone counts.
func luaIdentity(dst []byte, f *exception.Frame) []byte {
	if f.File == "[C]" && f.Function == "" {
		return dst
	}
	file := f.File
	if strings.HasPrefix(file, "[string ") {
		file = "[string]"
	}
	dst = append(append(dst, base(file)...), ':')
	if _, _, definition := cutNumber(f.Function); definition {
		return dst
	}
	return append(dst, f.Function[strings.LastIndexByte(f.Function, '.')+1:]...)
}
