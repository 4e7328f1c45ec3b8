// Package teams answers: how does an issue change look in Microsoft Teams, and what did Teams say to it?
//
//	card.go     change or fold → Adaptive Card in the envelope that a Workflows webhook takes
//	answer.go   what it answers
//
// https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
package teams
