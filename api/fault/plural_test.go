package fault_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/measure"
)

// TestWordsFollowTheirAmount, the last one before them, whatever it is counted in.
func TestWordsFollowTheirAmount(t *testing.T) {
	text := fault.T("Còn %d ngày, 100%% của %s {a|b}", "%d {day|days} left, 100%% of %s {part|parts}")
	for _, row := range []struct {
		days any
		part any
		want string
	}{
		{1, "1", "1 day left, 100% of 1 part"},
		{2, "2", "2 days left, 100% of 2 parts"},
		{int64(0), measure.Amount(1000), "0 days left, 100% of 1 part"},
		{time.Duration(1), measure.Amount(1500), "1 day left, 100% of 1.5 parts"},
		{11, "{x|y}", "11 days left, 100% of {x|y} parts"},
	} {
		require.Equal(t, row.want, text.With(row.days, row.part).In("en"))
	}
	require.Equal(t, "Còn 1 ngày, 100% của 1 {a|b}", text.With(1, "1").In("vi"), "Vietnamese has one form")
}
