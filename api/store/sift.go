package store

import "context"

const (
	// MostSifted is how many documents Sift looks at for a page.
	MostSifted = 5 * siftBatch
	siftBatch  = 1000
)

// Sift is Find of the documents that keep holds for as well, which no index can say: keep
// is given some at a time and answers for each. It looks at no more than MostSifted, so
// that a page may be short, or empty, and go on.
func (c *Collection[T]) Sift(ctx context.Context, q Query, keep func([]T) ([]bool, error)) (Page[T], error) {
	limit := q.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	var found Page[T]
	for looked := 0; looked < MostSifted; {
		q.Limit = siftBatch
		page, err := c.Find(ctx, q)
		if err != nil {
			return found, err
		}
		kept, err := keep(page.Items)
		if err != nil {
			return found, err
		}
		for i := range page.Items {
			if !kept[i] {
				continue
			}
			found.Items = append(found.Items, page.Items[i])
			if len(found.Items) == min(limit, MaxLimit) {
				found.Next, err = c.cursorAfter(ctx, q, page, i)
				return found, err
			}
		}
		found.Next = page.Next
		if looked += len(page.Items); page.Next == "" {
			break
		}
		q.Cursor = page.Next
	}
	return found, nil
}

// cursorAfter is the cursor behind the document at i of the page that q found.
func (c *Collection[T]) cursorAfter(ctx context.Context, q Query, page Page[T], i int) (string, error) {
	if i == len(page.Items)-1 {
		return page.Next, nil
	}
	q.Limit = i + 1
	upTo, err := c.Find(ctx, q)
	return upTo.Next, err
}
