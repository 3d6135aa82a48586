package store

import (
	"context"
	"slices"

	"lienket/api/fault"
)

// Save stores many documents as they are, within the caller's Tx: a new one, of
// version 0, is inserted; any other replaces the stored one if that is still of
// its version. The documents given are left as they are, so that the Tx may run
// again; a new one has its ID already. After an error the Tx is to be given up.
// Errors: Conflict, VersionMismatch.
func (c *Collection[T]) Save(ctx context.Context, docs []*T) error {
	var fresh []*T
	for _, doc := range docs {
		copied := *doc
		meta := c.meta(&copied)
		if meta.Version == 0 {
			fresh = append(fresh, &copied)
			continue
		}
		_, err := c.Update(ctx, meta.ID, func(stored *T) error {
			if err := CheckVersion(c.meta(stored), meta.Version); err != nil {
				return err
			}
			*stored = copied
			return nil
		})
		if fault.Is(err, fault.NotFound) {
			err = fault.New(fault.VersionMismatch, textVersion)
		}
		if err != nil {
			return err
		}
	}
	for batch := range slices.Chunk(fresh, saveBatch) {
		if err := c.Insert(ctx, batch...); err != nil {
			return err
		}
	}
	return nil
}

// saveBatch is how many documents are inserted or looked up at once.
const saveBatch = 500

// Keyed calls fn with each document whose field is one of values, of which each
// is looked up once.
func (c *Collection[T]) Keyed(ctx context.Context, field string, values []string, fn func(*T) error) error {
	values = slices.Clone(values)
	slices.Sort(values)
	for batch := range slices.Chunk(slices.Compact(values), saveBatch) {
		if err := c.Each(ctx, Query{Where: InStrings(field, batch)}, fn); err != nil {
			return err
		}
	}
	return nil
}
