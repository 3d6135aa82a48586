package store_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/store"
)

func TestInstantHasFixedWidthSoThatTextSortsAsTime(t *testing.T) {
	early := store.At(time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC))
	late := store.At(early.Add(100 * time.Millisecond))

	first, err := json.Marshal(early)
	require.NoError(t, err)
	second, err := json.Marshal(late)
	require.NoError(t, err)

	require.Equal(t, `"2026-11-23T03:04:05.000Z"`, string(first))
	require.Less(t, string(first), string(second))

	var back store.Instant
	require.NoError(t, json.Unmarshal(second, &back))
	require.Equal(t, late, back)
}
