package search

import "strconv"

// bounds part the prices into bands, in VND.
var bounds = []int64{20_000, 50_000, 100_000, 200_000, 500_000}

// PriceBands are the codes of the bands, the lowest first: from the first figure
// on, up to below the second.
var PriceBands = func() []string {
	codes := make([]string, 0, len(bounds)+1)
	from := "0"
	for _, bound := range bounds {
		to := strconv.FormatInt(bound, 10)
		codes, from = append(codes, from+"-"+to), to
	}
	return append(codes, from+"-")
}()

// PriceBand is the band of a price by its place in PriceBands, -1 for none.
func PriceBand(price int64) int {
	if price <= 0 {
		return -1
	}
	band := 0
	for band < len(bounds) && price >= bounds[band] {
		band++
	}
	return band
}

// BandBounds are the lowest price of a band and the lowest above it, 0 for none.
func BandBounds(band int) (from, to int64) {
	if band > 0 {
		from = bounds[band-1]
	}
	if band < len(bounds) {
		to = bounds[band]
	}
	return from, to
}
