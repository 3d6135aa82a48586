package seed

import "math/rand/v2"

// dice is the one source of chance: the same from run to run.
type dice struct{ *rand.Rand }

func newDice(stream uint64) *dice { return &dice{rand.New(rand.NewPCG(20_210_625, stream))} }

// below is in [0, n).
func (d *dice) below(n int) int { return d.IntN(n) }

// between is in [low, high], both included.
func (d *dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// chance is true so many times in a hundred.
func (d *dice) chance(percent int) bool { return d.IntN(100) < percent }

// step is a multiple of round in [low, high].
func (d *dice) step(low, high, round int64) int64 {
	return (low + d.Int64N(high-low+round)) / round * round
}

func pick[T any](d *dice, list []T) T { return list[d.IntN(len(list))] }

func shuffle[T any](d *dice, list []T) {
	d.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}
