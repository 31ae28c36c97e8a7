// Package eventtest writes what the processes of runs send, by a clock that the test sets, for the test to deliver in
// time, late, twice or not at all.
package eventtest

import (
	"sync"
	"time"
)

// Start is when every Clock begins.
var Start = time.Date(2026, time.April, 24, 14, 30, 0, 0, time.UTC)

// Clock is a clock that stands until it is moved. It is safe for concurrent use.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that stands at Start.
func NewClock() *Clock { return &Clock{now: Start} }

// Now returns the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock on.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}
