// Package replica answers: what would come next, if?
//
// A detector that has learned for weeks is copied and shown an outage; the original goes on as if nothing had been. So one run serves
// hundreds of outages, and the detector needs no code for it.
package replica

import (
	"fmt"
	"reflect"
	"time"
	"unsafe"
)

// Of copies what v points at and everything that can be reached from there. Functions, channels and pointers into the middle of an
// array of values cannot be copied truly: it panics at the first two, and the third is for the caller to test. Time zones and strings
// are shared, as they never change.
func Of[T any](v *T) *T {
	c := copier{map[reference]reflect.Value{}}
	out := reflect.New(reflect.TypeFor[T]())
	c.seen[reference{unsafe.Pointer(v), reflect.TypeFor[*T]()}] = out
	c.copy(out.Elem(), reflect.ValueOf(v).Elem())
	return out.Interface().(*T)
}

type reference struct {
	at unsafe.Pointer
	of reflect.Type
}

type copier struct{ seen map[reference]reflect.Value }

var zone = reflect.TypeFor[*time.Location]()

// copy copies src to dst, both addressable.
func (c copier) copy(dst, src reflect.Value) {
	t := src.Type()
	if plain(t) || t == zone {
		dst.Set(src)
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			c.copy(open(dst.Field(i)), open(src.Field(i)))
		}
	case reflect.Array:
		for i := range src.Len() {
			c.copy(dst.Index(i), src.Index(i))
		}
	case reflect.Pointer:
		c.pointer(dst, src)
	case reflect.Slice:
		c.slice(dst, src)
	case reflect.Map:
		c.table(dst, src)
	case reflect.Interface:
		if !src.IsNil() {
			box := addressable(src.Elem())
			c.copy(box, addressable(src.Elem()))
			dst.Set(box)
		}
	default:
		if !src.IsZero() {
			panic(fmt.Sprintf("replica: a %v cannot be copied", t))
		}
	}
}

func (c copier) pointer(dst, src reflect.Value) {
	if src.IsNil() {
		return
	}
	key := reference{src.UnsafePointer(), src.Type()}
	if done, ok := c.seen[key]; ok {
		dst.Set(done)
		return
	}
	out := reflect.New(src.Type().Elem())
	c.seen[key] = out
	dst.Set(out)
	c.copy(out.Elem(), src.Elem())
}

func (c copier) slice(dst, src reflect.Value) {
	if src.IsNil() {
		return
	}
	out := reflect.MakeSlice(src.Type(), src.Len(), src.Cap())
	if plain(src.Type().Elem()) {
		reflect.Copy(out, src)
	} else {
		for i := range src.Len() {
			c.copy(out.Index(i), src.Index(i))
		}
	}
	dst.Set(out)
}

func (c copier) table(dst, src reflect.Value) {
	if src.IsNil() {
		return
	}
	out := reflect.MakeMapWithSize(src.Type(), src.Len())
	for each := src.MapRange(); each.Next(); {
		key, value := addressable(each.Key()), addressable(each.Value())
		c.copy(key, addressable(each.Key()))
		c.copy(value, addressable(each.Value()))
		out.SetMapIndex(key, value)
	}
	dst.Set(out)
}

// addressable is the value at a place of its own.
func addressable(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	return out
}

// open lets a field be read and set although it is not exported.
func open(field reflect.Value) reflect.Value {
	return reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
}

// plain reports whether values of a type can be copied bit by bit. Handles of package unique are equal because they are shared.
func plain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return false
	case reflect.Array:
		return plain(t.Elem())
	case reflect.Struct:
		if t.PkgPath() == "unique" || t == reflect.TypeFor[time.Time]() {
			return true
		}
		for i := range t.NumField() {
			if !plain(t.Field(i).Type) {
				return false
			}
		}
	}
	return true
}
