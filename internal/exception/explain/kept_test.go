package explain_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/exception/grouping"
	"github.com/tidemark-otel/tidemark/internal/exception/scrub"
)

const issueID = "aaaaaaaaaaaaaaaaaaaa"

// kept returns what is stored of a record, and the fingerprint of its issue.
func kept(rec exception.Record) (exception.Occurrence, string) {
	d := grouping.Decide(&rec)
	return scrub.New(scrub.Settings{}).Occurrence(&rec, d.Exceptions, nil), d.Fingerprint
}

func TestOccurrence_HasTheFingerprintOfItsIssue(t *testing.T) {
	for _, name := range []string{"python", "java", "go", "javascript_in_a_log_body", "libraries_only", "unparsed", "no_stack", "span_status"} {
		t.Run(name, func(t *testing.T) {
			o, fingerprint := kept(records[name])
			e := explain.Occurrence(&o, issueID, fingerprint)
			assert.Equal(t, fingerprint, e.Fingerprint)
			assert.Empty(t, e.Kept.Differs)
			compareGolden(t, "kept_"+name+".txt", e)
		})
	}
}

func TestOccurrence_SaysThatItsIssueTakesAllMessagesOfThePlace(t *testing.T) {
	for _, language := range []string{"python", ""} {
		rec := records["python"]
		rec.Language = language
		o, own := kept(rec)
		path := grouping.Decide(&rec).Path
		e := explain.Occurrence(&o, issueID, path)
		assert.Equal(t, own, e.Fingerprint)
		assert.True(t, e.Kept.MessagesVary)
		if language != "" {
			compareGolden(t, "kept_messages_vary.txt", e)
		}
	}
}

func TestOccurrence_TheRuntimeIsFoundWithoutALanguage(t *testing.T) {
	for _, name := range []string{"python", "java", "go", "javascript_in_a_log_body"} {
		rec := records[name]
		rec.Language = ""
		o, fingerprint := kept(rec)
		e := explain.Occurrence(&o, issueID, fingerprint)
		assert.Equal(t, fingerprint, e.Fingerprint, name)
		assert.True(t, e.Kept.GuessedRuntime)
		assert.Contains(t, e.Text(), "which is a guess", name)
	}
}

func TestOccurrence_SaysWhyItDiffers(t *testing.T) {
	// An address in the line of source counts, and is not stored.
	rec := records["python"]
	rec.StackTrace = "Traceback (most recent call last):\n  File \"/app/a.py\", line 1, in f\n    mail(\"bob@example.com\")\nshop.errors.ShopError: x\n"
	o, fingerprint := kept(rec)
	e := explain.Occurrence(&o, issueID, fingerprint)
	assert.NotEqual(t, fingerprint, e.Fingerprint)
	compareGolden(t, "kept_scrubbed.txt", e)

	sent := records["template"]
	sent.Name = "order.declined"
	o, fingerprint = kept(sent)
	e = explain.Occurrence(&o, issueID, fingerprint)
	assert.Contains(t, e.Kept.Differs[0], "the name of the event")

	o, _ = kept(records["python"])
	o.Exceptions[0].Stack.Truncated = true
	e = explain.Occurrence(&o, issueID, "v0:12")
	assert.Contains(t, e.Kept.Differs[0], "version v0 of the algorithm, and this is version "+grouping.Version)
	assert.Contains(t, e.Kept.Differs[1], "cut")
	assert.Equal(t, "python", e.Stack.Runtime)
}
