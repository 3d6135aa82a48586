package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
)

func TestAPositionIsReadBackAsItIs(t *testing.T) {
	at := store.At(time.Date(2026, 11, 23, 3, 4, 5, 6_000_000, time.UTC))
	first, second := store.Position{At: at, ID: "a"}, store.Position{At: at, ID: "b"}
	later := store.Position{At: store.At(at.Add(time.Millisecond)), ID: "a"}
	for _, position := range []store.Position{{}, first, second, later} {
		read, err := store.ParsePosition(position.Cursor())
		require.NoError(t, err)
		require.Equal(t, position, read)
	}
	require.True(t, first.Before(second) && second.Before(later) && store.Position{}.Before(first))
	require.False(t, second.Before(first) || later.Before(second) || first.Before(first))
}

func FuzzPosition(f *testing.F) {
	for _, cursor := range []string{"", "x", "MjAyNi0xMS0yM1QwMzowNDowNS4wMDBaYQ", "MjAyNi0xMS0yM1QwMzowNDowNS4wMDBa"} {
		f.Add(cursor)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		position, err := store.ParsePosition(cursor)
		if err != nil {
			require.Equal(t, fault.InvalidInput, fault.CodeOf(err))
			return
		}
		require.Equal(t, cursor, position.Cursor())
	})
}
