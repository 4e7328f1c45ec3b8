package message

import (
	"fmt"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

var kindWords = map[issue.ChangeKind]string{
	issue.ChangeOpened: "New issue", issue.ChangeUpdated: "Issue continues", issue.ChangeRegressed: "Regressed",
	issue.ChangeEscalated: "Escalating", issue.ChangeResolved: "Resolved", issue.ChangeMuted: "Muted", issue.ChangeUnmuted: "Unmuted",
}

var reasonWords = map[issue.Reason]string{
	issue.ReasonFirstOccurrence: "never seen before",
	issue.ReasonReturned:        "came back after it was resolved",
	issue.ReasonForgotten:       "came back after a long time",
	issue.ReasonNewRelease:      "first time in this release",
	issue.ReasonTenfold:         "ten times as many as last told",
	issue.ReasonHourly:          "still happening after an hour",
	issue.ReasonSettled:         "a burst is over",
	issue.ReasonQuiet:           "not seen for a while",
	issue.ReasonAge:             "no longer new",
	issue.ReasonFinding:         "grows beyond what is normal for it",
	issue.ReasonAlarm:           "found by a detector",
	issue.ReasonAlarmAgain:      "found again after it was resolved",
	issue.ReasonRecovered:       "it is over",
	issue.ReasonNotRenewed:      "not reported for a week",
	issue.ReasonMuteTime:        "the time of the mute is over",
	issue.ReasonMuteCount:       "so many more have come",
	issue.ReasonMuteRate:        "too many came at once",
	issue.ReasonMuteUsers:       "so many more users were hit",
	issue.ReasonMuteRelease:     "seen in a newer release",
	issue.ReasonMuteEscalation:  "grows beyond what is normal for it",
}

// personWords are what a person did.
var personWords = map[issue.Reason]string{
	issue.ReasonByPerson: "by ", issue.ReasonReopened: "reopened by ", issue.ReasonAssigned: "assigned by ",
	issue.ReasonUndone: "taken back by ", issue.ReasonMerged: "merged by ", issue.ReasonUnmerged: "unmerged by ",
}

// state says what happened: "New issue", "Regressed". A kind or state that this version does not know
// is shown as it is.
func state(doc *event.Document) string {
	word, ok := kindWords[issue.ChangeKind(doc.Change.Kind)]
	if !ok {
		return line("Issue "+doc.Change.Kind, maxValue)
	}
	if doc.Change.Kind == string(issue.ChangeUpdated) && doc.Issue.State != "" {
		return line("Still "+doc.Issue.State, maxValue)
	}
	return word
}

// why says why it is told now.
func why(doc *event.Document) string {
	c := &doc.Change
	reason := issue.Reason(c.Reason)
	text, ok := reasonWords[reason]
	switch did, byPerson := personWords[reason]; {
	case byPerson:
		text = did + c.Actor
	case c.Proof != nil && c.Proof.Words != "":
		text = c.Proof.Words
	case !ok:
		text = strings.ReplaceAll(c.Reason, "_", " ")
	}
	if c.Comment != "" {
		text += ": " + c.Comment
	}
	if c.Meanwhile > 0 {
		text += fmt.Sprintf(" (%d came while it was muted)", c.Meanwhile)
	}
	return text
}

func tone(doc *event.Document) Tone {
	switch issue.ChangeKind(doc.Change.Kind) {
	case issue.ChangeResolved:
		return ToneGood
	case issue.ChangeMuted, issue.ChangeUnmuted:
		return ToneQuiet
	}
	switch doc.Issue.Level {
	case "debug", "info":
		return ToneQuiet
	case "warning":
		return ToneWarning
	}
	return ToneBad
}
