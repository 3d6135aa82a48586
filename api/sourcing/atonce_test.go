package sourcing

import (
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWorkIsSharedWhole(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(3))
	for _, n := range []int{0, 1, worthSharing, 2*worthSharing - 1, 2 * worthSharing, 10*worthSharing + 1} {
		done := make([]atomic.Int32, n)
		parts := atomic.Int32{}
		atOnce(n, func(from, to int) {
			parts.Add(1)
			for i := from; i < to; i++ {
				done[i].Add(1)
			}
		})
		for i := range done {
			require.EqualValues(t, 1, done[i].Load(), "%d of %d", i, n)
		}
		require.EqualValues(t, min(3, max(1, n/worthSharing)), parts.Load(), "%d", n)
	}
}

func TestAPanicOfSharedWorkIsTheCallers(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	require.PanicsWithValue(t, "broken", func() {
		atOnce(2*worthSharing, func(from, _ int) {
			if from > 0 {
				panic("broken")
			}
		})
	})
}
