package grouping

import "strings"

// browserMessage returns the message of a TypeError or ReferenceError in the words of V8, so that one bug
// in three browsers is one issue. Firefox and Safari put it otherwise:
//
//	V8       Cannot read properties of undefined (reading 'total')
//	Firefox  can't access property "total", cart is undefined
//	Safari   undefined is not an object (evaluating 'cart.total')
//
// and for "f is not a function" and "x is not defined" likewise. Only what all of them name counts: the
// property, the function or the variable, and neither whether the object is undefined or null nor the
// expression that led to it. ok is false for any other message.
func browserMessage(typ, message string) (text string, ok bool) {
	message = firstLine(message)
	switch typ {
	case "TypeError":
		if name, ok := accessed(message); ok {
			return "cannot read property " + name, true
		}
		// Safari goes on: "cart.sum is not a function. (In 'cart.sum()', 'cart.sum' is undefined)".
		if callee, _, ok := strings.Cut(message, " is not a function"); ok && !strings.ContainsAny(callee, " \t") {
			return lastName(callee) + " is not a function", true
		}
	case "ReferenceError":
		if name, ok := strings.CutPrefix(message, "Can't find variable: "); ok {
			return name + " is not defined", true
		}
	}
	return "", false
}

// accessed returns the property that was read or written of undefined or null.
func accessed(message string) (name string, ok bool) {
	for _, form := range [...]struct{ before, after string }{
		{"Cannot read properties of undefined (reading '", "')"},
		{"Cannot read properties of null (reading '", "')"},
		{"Cannot set properties of undefined (setting '", "')"},
		{"Cannot set properties of null (setting '", "')"},
		{`can't access property "`, `",`},
		{"can't access property ", ","},
	} {
		if rest, found := strings.CutPrefix(message, form.before); found {
			if name, _, ok = strings.Cut(rest, form.after); ok {
				return name, true
			}
		}
	}
	for _, nothing := range [...]string{"undefined", "null"} {
		if rest, found := strings.CutPrefix(message, nothing+" is not an object (evaluating '"); found {
			if expression, _, ok := strings.Cut(rest, "')"); ok {
				target, _, _ := strings.Cut(expression, " ") // "cart.total = 1"
				return lastName(target), true
			}
		}
	}
	return "", false
}

// lastName returns what stands behind the last dot: "total" of "this.cart.total".
func lastName(expression string) string {
	return expression[strings.LastIndexByte(expression, '.')+1:]
}
