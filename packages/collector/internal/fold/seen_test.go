package fold

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKnowsWhatItHasSeenAsAPlainSetDoes(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 2))
		highest := 1 + random.Uint64N(60)
		var seen seenRanges
		set := map[uint64]bool{}
		for range 3 * highest {
			seq := random.Uint64N(highest)
			require.Equal(t, !set[seq], seen.add(seq), "seed %d: %d is new", seed, seq)
			set[seq] = true
			requireSame(t, set, seen, highest)
		}
	}
}

func requireSame(t *testing.T, set map[uint64]bool, seen seenRanges, highest uint64) {
	t.Helper()
	var missing, latest uint64
	for seq := range set {
		latest = max(latest, seq)
	}
	for seq := range highest + 1 {
		require.Equal(t, set[seq], seen.has(seq), "%d in %v", seq, seen)
		if seq < latest && !set[seq] {
			missing++
		}
	}
	require.Equal(t, missing, seen.missing(), "missing in %v", seen)
	for at := 1; at < len(seen); at++ {
		require.Less(t, seen[at-1].to, seen[at].from, "a range ends before the next begins: %v", seen)
	}
	for _, one := range seen {
		require.Less(t, one.from, one.to, "no range is empty: %v", seen)
	}
}

func TestKeepsOneRangeOfANumberingWithoutGaps(t *testing.T) {
	var forwards, backwards seenRanges
	for seq := range uint64(1000) {
		forwards.add(seq)
		backwards.add(999 - seq)
	}
	require.Equal(t, seenRanges{{from: 0, to: 1000}}, forwards)
	require.Equal(t, forwards, backwards)
}
