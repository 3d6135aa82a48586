package search_test

import (
	"testing"

	"lienket/search"
)

// Every price lies in one band, between its bounds.
func TestPriceBands(t *testing.T) {
	if band := search.PriceBand(0); band != -1 {
		t.Errorf("no price lies in band %d", band)
	}
	for price, want := range map[int64]string{1: "0-20000", 19_999: "0-20000", 20_000: "20000-50000", 499_999: "200000-500000", 500_000: "500000-", 1 << 60: "500000-"} {
		band := search.PriceBand(price)
		if got := search.PriceBands[band]; got != want {
			t.Errorf("%d lies in %s, want %s", price, got, want)
		}
		if from, to := search.BandBounds(band); price < from || to != 0 && price >= to {
			t.Errorf("%d does not lie from %d to below %d", price, from, to)
		}
	}
}
