// Package framerule answers: which rule of the operator fits a frame of a stack?
//
// A rule is a path as the language writes it, in which * stands for any text:
//
//	com.acme                    a package and all below it
//	github.com/acme/shop        an import path
//	Acme\Shop                   a namespace
//	shop::db::query             a function
//	node_modules/@acme          a folder, wherever it lies
//	/srv/app/legacy             a folder from the root on
//	*.pb.go                     the end of a file
//
// It fits a frame that has it at the beginning of its name, which is module and function, or in the path
// of its file from any folder on; of a frame without a module also in the path of file and function, as
// Python names modules. What follows must be another element of the path: com.acme does not fit
// com.acmecorp. Signs between the elements of names are all one: . / \ : # $ and ->.
//
// Matching takes time linear in the text for each rule.
package framerule
