package store

import (
	"net"
	"time"
)

// dialer connects to PostgreSQL. A host that is gone is noticed within half a minute, in the middle of
// a statement and between two.
var dialer = &net.Dialer{
	Control:         setGiveUp,
	KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3},
}
