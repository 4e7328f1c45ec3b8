package payment

import (
	"errors"
	"fmt"
	"slices"

	"github.com/tidemark-otel/tidemark/cmd/tidemark/internal/shop/service"
)

var errNoAccount = errors.New("no such account")

// ledger holds one account per currency.
type ledger struct{ accounts []string }

// accountsOf is the bug: the release that brought new accounts forgot one.
func accountsOf(release string) []string {
	if release < FirstWithoutCHF {
		return []string{"EUR", "CHF"}
	}
	return []string{"EUR", "GBP", "USD"}
}

func (l ledger) debit(order service.Order) error {
	if !slices.Contains(l.accounts, order.Currency) {
		return fmt.Errorf("debit %s: %w", order.Currency, errNoAccount)
	}
	return nil
}
