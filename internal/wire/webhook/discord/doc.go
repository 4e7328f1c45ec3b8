// Package discord answers: how does an issue change look in Discord, and what did Discord say to it?
//
//	message.go  change or fold → embed
//	request.go  addresses of the webhook and of a message it sent
//	answer.go   what they answer
//	escape.go   text of applications, so that it formats nothing
//
// https://discord.com/developers/docs/resources/webhook#execute-webhook
package discord
