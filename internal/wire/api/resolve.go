package api

// Resolve is the optional body of a request to resolve an issue.
type Resolve struct {
	// Comment says why, for the people who read the change.
	Comment string `json:"comment"`
	// Actor is who resolves. Empty is "api".
	Actor string `json:"actor"`
}
