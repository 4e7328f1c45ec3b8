// Package slack answers: how does an issue change look in Slack, and what did Slack say to it?
//
//	message.go  change or fold → Block Kit
//	request.go  what chat.postMessage, chat.update and an incoming webhook take
//	answer.go   what they answer
//	escape.go   text of applications, so that it pings nobody and formats nothing
//
// https://docs.slack.dev/reference/block-kit/blocks
package slack
