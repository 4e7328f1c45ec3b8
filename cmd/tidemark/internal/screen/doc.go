// Package screen answers: what may reach a person's terminal, and how does it look there? Text from
// telemetry is written by strangers; nothing of it may move the cursor, change colours or rename a window.
package screen
