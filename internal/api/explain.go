package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception/explain"
	"github.com/tidemark-otel/tidemark/internal/issue"
	"github.com/tidemark-otel/tidemark/internal/issue/store"
	wire "github.com/tidemark-otel/tidemark/internal/wire/api"
	"github.com/tidemark-otel/tidemark/internal/wire/event"
)

var explainParameters = []string{"issue", "stacktrace", "language", "type", "message", "error_group"}

// explain says why the latest kept occurrence of an issue is in it, or which group an error that the
// parameters describe would be in. It changes nothing.
func (s *Settings) explain(r *http.Request) (any, error) {
	values, err := parameters(r, explainParameters...)
	if err != nil {
		return nil, err
	}
	given := map[string]string{}
	for _, name := range explainParameters {
		if given[name], err = one(values, name); err != nil {
			return nil, err
		}
	}
	described := given["type"]+given["message"]+given["stacktrace"] != ""
	switch {
	case given["issue"] != "" && (described || given["language"]+given["error_group"] != ""):
		return nil, badRequest("issue stands alone: an issue has its own stacktrace, language, type, message and error_group")
	case given["issue"] != "":
		return s.explainIssue(r, issue.ID(given["issue"]))
	case !described:
		return nil, badRequest("say what to explain: issue=<id>, or stacktrace, type or message, and language if it is known")
	}
	rules, err := s.rulesOf(given["error_group"])
	if err != nil {
		return nil, err
	}
	e := rules.Input(given["language"], given["type"], given["message"], given["stacktrace"])
	return wire.NewExplanation(&e), nil
}

// rulesOf returns the rules of an error group, of the first one when none is named.
func (s *Settings) rulesOf(group string) (explain.RuleSet, error) {
	var names []string
	for _, set := range s.Rules() {
		if group == "" || set.Name == group {
			return set, nil
		}
		names = append(names, set.Name)
	}
	if group == "" {
		return explain.RuleSet{}, nil
	}
	return explain.RuleSet{}, badRequest("error_group is none of %s", cmp.Or(strings.Join(names, ", "), "this tracker"))
}

func (s *Settings) explainIssue(r *http.Request, id issue.ID) (any, error) {
	detail, err := s.Reader.Detail(r.Context(), tenant, id)
	if err != nil {
		if errors.Is(err, store.ErrNotFound) {
			err = problem(http.StatusNotFound, "no issue has the id %q", id)
		}
		return nil, err
	}
	if len(detail.Exemplars) == 0 {
		return nil, problem(http.StatusNotFound, "no occurrence of the issue %s is kept, so there is nothing to explain", id)
	}
	var kept event.Exemplar
	if err := json.Unmarshal(detail.Exemplars[0].Body, &kept); err != nil {
		return nil, fmt.Errorf("read the exemplar %q of issue %s: %w", detail.Exemplars[0].Slot, id, err)
	}
	o := kept.Occurrence()
	o.Service.Name, o.Namespace, o.Environment = detail.Issue.Service, detail.Issue.ServiceNamespace, detail.Issue.Environment
	e := explain.Occurrence(&o, string(detail.Issue.ID), detail.Issue.Fingerprint, s.Rules()...)
	return wire.NewExplanation(&e), nil
}

// plainText is a value that has a form for people.
type plainText interface{ PlainText() string }

// prefersText says whether Accept names text/plain and not JSON with an equal or better weight.
func prefersText(r *http.Request) bool {
	weights := map[string]float64{}
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		weight := 1.0
		if q, err := strconv.ParseFloat(params["q"], 64); err == nil {
			weight = q
		}
		weights[kind] = max(weights[kind], weight)
	}
	return weights["text/plain"] > weights["application/json"]
}
