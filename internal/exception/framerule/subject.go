package framerule

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// subject is a frame in the form that rules are matched with. Its memory is used for frame after frame.
type subject struct {
	// name is module and function, path the file with slashes, and place the file without its ending and
	// the function; place is empty where there is a module, which says it better.
	name, path, place []byte
	scratch           [768]byte
}

// of takes the place of what the subject was.
func (s *subject) of(f *exception.Frame) {
	const third = len(s.scratch) / 3
	name, path, place := s.scratch[:0:third], s.scratch[third:third:2*third], s.scratch[2*third:2*third]
	function := f.Function
	for _, word := range [...]string{"async ", "new "} {
		function = strings.TrimPrefix(function, word)
	}
	if f.Module != "" {
		name = append(appendName(name, f.Module), '.')
	}
	s.name = appendName(name, function)
	s.path, s.place = append(path, f.File...), place
	if strings.IndexByte(f.File, '\\') >= 0 {
		for i, c := range s.path {
			if c == '\\' {
				s.path[i] = '/'
			}
		}
	}
	if f.Module == "" && f.File != "" {
		file := f.File
		if dot := strings.LastIndexByte(file, '.'); dot > strings.LastIndexAny(file, `/\`) {
			file = file[:dot]
		}
		s.place = appendName(append(appendName(place, file), '.'), function)
	}
}

// appendName appends a name with one dot for each sign, or signs, between its elements. Without signs of
// any kind at the beginning of dst.
func appendName(dst []byte, name string) []byte {
	if len(dst) == 0 {
		name = strings.TrimLeft(name, `./\:#$<([{-+&`)
	}
	for i := 0; i < len(name); i++ {
		plain := i
		for i < len(name) && !isSign[name[i]] {
			i++
		}
		dst = append(dst, name[plain:i]...)
		if i == len(name) {
			break
		}
		if name[i] == '-' {
			if i+1 == len(name) || name[i+1] != '>' {
				dst = append(dst, '-')
				continue
			}
			i++
		}
		if len(dst) == 0 || dst[len(dst)-1] != '.' {
			dst = append(dst, '.')
		}
	}
	return dst
}

// isSign says which bytes can be between the elements of a name.
var isSign = [256]bool{'.': true, '/': true, '\\': true, ':': true, '#': true, '$': true, '-': true}
