package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// powershell reads the ScriptStackTrace of an error record and the position that an error is shown with:
//
//	no stock
//	at Get-Stock, C:\shop\Stock.ps1: line 12
//	at <ScriptBlock>, <No file>: line 1
//
//	Get-Item : Cannot find path
//	At C:\shop\Stock.ps1:12 char:5
//	    + CategoryInfo          : ObjectNotFound: (C:\tea:String) [Get-Item], ItemNotFoundException
//
//	Exception: C:\shop\Stock.ps1:12
//	Line |
//	  12 |      throw "no stock"
//	     |      ~~~~~~~~~~~~~~~~
//	     | no stock
//
// The first form has no type, the third that of what was thrown, or the command.
var powershell = runtime{
	name:      "powershell",
	languages: []string{"powershell"},
	find:      findPowerShell,
	parse:     parsePowerShell,
	origin:    powershellOrigin,
	identity:  powershellIdentity,
}

const (
	powershellLine     = ": line "
	powershellChar     = " char:"
	powershellCategory = "+ CategoryInfo"
	powershellConcise  = "\nLine |"
)

func findPowerShell(text string) int {
	if !strings.Contains(text, ".ps") && !strings.Contains(text, "<ScriptBlock>") {
		return -1
	}
	if at := strings.Index(text, powershellConcise); at > 0 {
		return strings.LastIndexByte(text[:at], '\n') + 1
	}
	first := findLine(text, powershellLine, isPowerShellFrame)
	if first < 0 {
		first = findLine(text, powershellChar, isPowerShellFrame)
	}
	if first <= 0 {
		return first
	}
	return strings.LastIndexByte(text[:first-1], '\n') + 1 // the message stands above
}

func parsePowerShell(text string) []exception.Exception {
	if at := strings.Index(text, powershellConcise); at >= 0 && strings.Contains(text, ".ps") {
		return concisePowerShell(text[:at], text[at+len(powershellConcise):])
	}
	if !strings.Contains(text, powershellLine) && !strings.Contains(text, powershellChar) {
		return nil
	}
	s := section{lines: lines{text: text}}
	typ := ""
	for {
		line, ok := s.lines.scan()
		if !ok {
			break
		}
		trimmed, _ := unindent(line)
		var f exception.Frame
		if powershellFrame(&f, trimmed) {
			s.frames.add(f)
		} else if strings.HasPrefix(trimmed, powershellCategory) && typ == "" {
			typ = strings.TrimSpace(trimmed[strings.LastIndexByte(trimmed, ',')+1:])
		} else {
			s.note(line)
		}
	}
	if s.frames.total == 0 {
		return nil
	}
	s.close(typ, s.header(), innermostFirst)
	return s.links.chain
}

// concisePowerShell reads the view of PowerShell 7: what stands above "Line |", and what follows it.
func concisePowerShell(above, below string) []exception.Exception {
	var f exception.Frame
	above = above[strings.LastIndexByte(above, '\n')+1:]
	typ, place, ok := strings.Cut(strings.TrimRight(above, " \r"), ": ")
	if !ok || !readPosition(&f, place) {
		return nil
	}
	l := lines{text: below}
	l.scan() // what is left of "Line |"
	var message []string
	for range headerLines {
		line, ok := l.scan()
		line, _ = unindent(line)
		text, found := strings.CutPrefix(line, "|")
		if !ok || !found && (line == "" || !isDigit(line[0])) {
			break
		}
		if text = strings.TrimSpace(text); found && strings.Trim(text, "~ ") != "" {
			message = append(message, text)
		}
	}
	stack := exception.Stack{Frames: []exception.Frame{f}}
	return []exception.Exception{{Type: typ, Message: strings.Join(message, " "), Stack: stack}}
}

// powershellFrame reads `at Get-Stock, C:\shop\Stock.ps1: line 12` and `At C:\shop\Stock.ps1:12 char:5`.
func powershellFrame(f *exception.Frame, line string) (ok bool) {
	line = trimBlanks(line)
	if place, found := strings.CutPrefix(line, "At "); found {
		place, char, _ := strings.Cut(place, powershellChar)
		if f.Column, ok = number(char); !ok {
			return false
		}
		f.File, f.Line, ok = cutNumber(place)
		if rest, found := strings.CutPrefix(f.File, "line"); found && rest == "" {
			f.File = ""
		}
		return ok
	}
	call, found := strings.CutPrefix(line, "at ")
	if !found {
		return false
	}
	end := len(call)
	for end > 0 && isDigit(call[end-1]) {
		end--
	}
	if f.Line, ok = number(call[end:]); !ok {
		return false
	}
	if call, ok = strings.CutSuffix(call[:end], powershellLine); !ok {
		return false
	}
	f.Function, f.File, ok = strings.Cut(call, ", ")
	if f.File == "<No file>" {
		f.File = ""
	}
	return ok && strings.IndexByte(f.Function, '(') < 0 && strings.IndexByte(f.Function, ')') < 0
}

func isPowerShellFrame(line string) bool {
	var f exception.Frame
	return powershellFrame(&f, line)
}

// powershellOrigin knows the folders of PowerShell and of installed modules.
func powershellOrigin(f *exception.Frame) Origin {
	if f.File == "" {
		return OriginTypedIn
	}
	if origin := originByPart(f.File, powershellParts); origin != OriginUnknown {
		return origin
	}
	return OriginApplication
}

var powershellParts = []originRule{
	{`\WindowsPowerShell\v1.0\`, OriginStandardLibrary}, {"/powershell/", OriginStandardLibrary},
	{`\Modules\`, OriginInstalledPackage}, {"/Modules/", OriginInstalledPackage},
}

// powershellIdentity is "file:function". A block of a script counts as the function around it.
func powershellIdentity(dst []byte, f *exception.Frame) []byte {
	name, _, _ := strings.Cut(f.Function, "<") // Get-Stock<Process>
	dst = append(append(dst, base(f.File)...), ':')
	return append(dst, name...)
}
