package embedded

import "slices"

// top keeps the first n of many in an order, as a heap with the last of them at
// its root. Offering costs O(1) for what does not belong, else O(log n).
type top struct {
	n      int
	before func(a, b found) int
	heap   []found
}

func (t *top) offer(f found) {
	if len(t.heap) < t.n {
		t.heap = append(t.heap, f)
		t.up(len(t.heap) - 1)
		return
	}
	if t.n > 0 && t.before(f, t.heap[0]) < 0 {
		t.heap[0] = f
		t.down(0)
	}
}

// floor is the score of the last one kept, 0 while there is room.
func (t *top) floor() float64 {
	if len(t.heap) < t.n || t.n == 0 {
		return 0
	}
	return t.heap[0].score
}

func (t *top) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if t.before(t.heap[i], t.heap[parent]) <= 0 {
			return
		}
		t.heap[i], t.heap[parent] = t.heap[parent], t.heap[i]
		i = parent
	}
}

func (t *top) down(i int) {
	for {
		last := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(t.heap); child++ {
			if t.before(t.heap[child], t.heap[last]) > 0 {
				last = child
			}
		}
		if last == i {
			return
		}
		t.heap[i], t.heap[last] = t.heap[last], t.heap[i]
		i = last
	}
}

// sorted returns what was kept, in order, and leaves t unusable.
func (t *top) sorted() []found {
	slices.SortFunc(t.heap, t.before)
	return t.heap
}
