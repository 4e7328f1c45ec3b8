// Package command is the command line: flags in, text or JSON out, and a stable exit code. What the
// commands do is in client (asking), view (showing) and demo.
package command
