package inspect

import (
	"encoding/json"
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/wire/api"
)

// The JSON of a report: the explanations are those of the API.
type document struct {
	Explanations []numbered    `json:"explanations"`
	Fingerprints int           `json:"fingerprints"`
	Contents     contents      `json:"contents"`
	Issues       []issueObject `json:"issues"`
	Unlisted     int           `json:"unlisted"`
}

type numbered struct {
	Number int `json:"number"`
	api.Explanation
}

type contents struct {
	Items      int `json:"items"`
	Metrics    int `json:"metrics"`
	Errors     int `json:"errors"`
	Handled    int `json:"handled"`
	Stamped    int `json:"stamped"`
	NoError    int `json:"no_error"`
	BelowLevel int `json:"below_level"`
	Inner      int `json:"inner"`
	Own        int `json:"own"`
}

type issueObject struct {
	ID               string `json:"id"`
	Fingerprint      string `json:"fingerprint"`
	ServiceNamespace string `json:"service_namespace"`
	Service          string `json:"service"`
	Environment      string `json:"environment"`
	Title            string `json:"title"`
	Errors           int    `json:"errors"`
	Numbers          []int  `json:"numbers"`
}

// JSON returns the report for programs.
func (r *Report) JSON() ([]byte, error) {
	d := document{
		Explanations: make([]numbered, len(r.Explained)), Fingerprints: r.Fingerprints,
		Contents: contents{
			Items: r.Found.Items, Metrics: r.Metrics, Errors: r.Errors, Handled: r.Handled, Stamped: r.Stamped,
			NoError: r.Found.NoError, BelowLevel: r.Found.BelowLevel, Inner: r.Found.Inner, Own: r.Found.Own,
		},
		Issues: make([]issueObject, len(r.Issues)), Unlisted: r.Unlisted,
	}
	for i := range r.Explained {
		d.Explanations[i] = numbered{r.Explained[i].Number, api.NewExplanation(&r.Explained[i].Explanation)}
	}
	for i, x := range r.Issues {
		d.Issues[i] = issueObject{
			ID: string(x.ID), Fingerprint: x.Fingerprint, ServiceNamespace: x.ServiceNamespace, Service: x.Service,
			Environment: x.Environment, Title: x.Title, Errors: x.Errors, Numbers: x.Numbers,
		}
	}
	encoded, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("encode the report: %w", err)
	}
	return encoded, nil
}
