package store

import (
	"context"
	"fmt"

	"github.com/tidemark-otel/tidemark/internal/issue"
)

// MaxSteps is how many steps of an issue are kept. Over it the oldest go.
const MaxSteps = 200

const (
	// keptByPerson of the latest steps that people made stay, however many came by themselves since.
	keptByPerson = 20

	stepColumns = `version, kind, at, reason, actor, person, comment, to_state, meanwhile, proof, standing`
	saveStep    = `INSERT INTO history (tenant, issue_id, ` + stepColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	countSteps  = `SELECT COUNT(*) FROM history WHERE tenant = ? AND issue_id = ?`
	dropSteps   = `DELETE FROM history WHERE tenant = ? AND issue_id = ? AND version IN (
		SELECT version FROM history WHERE tenant = ? AND issue_id = ? AND version NOT IN (
			SELECT version FROM history WHERE tenant = ? AND issue_id = ? AND person ORDER BY version DESC LIMIT ?)
		ORDER BY version LIMIT ?)`
	selectSteps = `SELECT ` + stepColumns + ` FROM history WHERE tenant = ? AND issue_id = ? ORDER BY version DESC LIMIT ?`
	readSteps   = `SELECT ` + stepColumns + ` FROM history WHERE tenant = ? AND issue_id = ` + resolved + ` ORDER BY version DESC LIMIT ?`
)

// AppendStep adds a step to the audit trail of an issue.
func (tx *Tx) AppendStep(ctx context.Context, tenant string, id issue.ID, s issue.Step) error {
	if err := tx.appendStep(ctx, tenant, string(id), s); err != nil {
		return fmt.Errorf("append the step %d of %s: %w", s.Version, id, err)
	}
	return nil
}

func (tx *Tx) appendStep(ctx context.Context, tenant, id string, s issue.Step) error {
	proof, err := encode(storeProof(s.Proof))
	if err != nil {
		return err
	}
	before := storeStanding(s.Before)
	standing, err := encode(&before)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, saveStep, tenant, id, s.Version, string(s.Kind), nanos(s.At), string(s.Reason), s.Actor, s.Person, s.Comment,
		s.To.String(), s.Meanwhile, proof, standing)
	if err != nil || s.Version <= MaxSteps { // an issue has no more steps than versions
		return err
	}
	var n int
	if _, err := tx.one(ctx, countSteps, args{tenant, id}, &n); err != nil || n <= MaxSteps {
		return err
	}
	_, err = tx.exec(ctx, dropSteps, tenant, id, tenant, id, tenant, id, keptByPerson, n-MaxSteps)
	return err
}

// Steps returns the latest steps of an issue, the newest first. id is no alias, so that it may be that
// of an issue that was merged into another.
func (tx *Tx) Steps(ctx context.Context, tenant string, id issue.ID, limit int) ([]issue.Step, error) {
	rows, err := tx.query(ctx, selectSteps, tenant, string(id), limit)
	if err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", id, err)
	}
	return collect(rows, scanStep)
}

// Steps returns the latest steps of an issue, by its id or an alias, the newest first.
func (db *DB) Steps(ctx context.Context, tenant string, id issue.ID, limit int) ([]issue.Step, error) {
	rows, err := db.readers.QueryContext(ctx, readSteps, tenant, tenant, string(id), string(id), limit)
	if err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", id, err)
	}
	return collect(rows, scanStep)
}

func scanStep(scan func(...any) error) (s issue.Step, err error) {
	var at int64
	var to, proof, standing string
	err = scan(&s.Version, &s.Kind, &at, &s.Reason, &s.Actor, &s.Person, &s.Comment, &to, &s.Meanwhile, &proof, &standing)
	if err != nil {
		return issue.Step{}, err
	}
	s.At = fromNanos(at)
	if s.To, err = issue.ParseState(to); err != nil {
		return issue.Step{}, err
	}
	p, err := decode[storedProof](proof)
	if err != nil {
		return issue.Step{}, err
	}
	if s.Proof, err = p.read(); err != nil {
		return issue.Step{}, err
	}
	before, err := decode[storedStanding](standing)
	if err != nil || before == nil {
		return s, err
	}
	s.Before, err = before.read()
	return s, err
}
