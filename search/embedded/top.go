package embedded

import "slices"

// top keeps the first n of many in an order. Once it has n they are a heap with the
// last of them at its root: offering costs O(1) for what does not belong, else
// O(log n).
type top struct {
	n      int
	before func(a, b found) int
	kept   []found
}

func (t *top) offer(f found) {
	switch {
	case len(t.kept) < t.n:
		t.kept = append(t.kept, f)
		if len(t.kept) == t.n {
			t.heapify()
		}
	case t.n > 0 && t.before(f, t.kept[0]) < 0:
		t.kept[0] = f
		t.down(0)
	}
}

func (t *top) heapify() {
	for i := len(t.kept)/2 - 1; i >= 0; i-- {
		t.down(i)
	}
}

// floor is the score of the last one kept, 0 while there is room.
func (t *top) floor() float64 {
	if len(t.kept) < t.n || t.n == 0 {
		return 0
	}
	return t.kept[0].score
}

func (t *top) down(i int) {
	for {
		last := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(t.kept); child++ {
			if t.before(t.kept[child], t.kept[last]) > 0 {
				last = child
			}
		}
		if last == i {
			return
		}
		t.kept[i], t.kept[last] = t.kept[last], t.kept[i]
		i = last
	}
}

// sorted returns what was kept, in order, and leaves t unusable.
func (t *top) sorted() []found {
	slices.SortFunc(t.kept, t.before)
	return t.kept
}
