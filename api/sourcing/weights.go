package sourcing

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Factors are what a match is scored by, in the order in which they are told.
var Factors = []string{"text", "coverage", "price", "stars", "marks", "distance", "reliability", "newcomer"}

// Weights say how much each factor counts in a match's score. They change the
// order only: what the hard filters forbid stays out. Only their proportions
// matter.
type Weights map[string]float64

// DefaultWeights favour who can deliver.
func DefaultWeights() Weights {
	return Weights{"text": 0.2, "coverage": 0.3, "price": 0.17, "stars": 0.08, "marks": 0.05, "distance": 0.1,
		"reliability": 0.07, "newcomer": 0.03}
}

// With replaces some weights. Errors name a factor that there is not, a weight
// that is negative or no number, and weights that are all 0.
func (w Weights) With(some map[string]float64) (Weights, error) {
	all := maps.Clone(w)
	for _, factor := range slices.Sorted(maps.Keys(some)) {
		weight := some[factor]
		if !slices.Contains(Factors, factor) {
			return nil, fmt.Errorf("%q is no factor; there are %s", factor, strings.Join(Factors, ", "))
		}
		if weight < 0 || math.IsNaN(weight) || math.IsInf(weight, 0) {
			return nil, fmt.Errorf("%s must be 0 or more, not %v", factor, weight)
		}
		all[factor] = weight
	}
	for _, weight := range all {
		if weight > 0 {
			return all, nil
		}
	}
	return nil, fmt.Errorf("at least one weight must be above 0")
}
