package linkage

import (
	"context"

	"lienket/api/store"
)

// The schemas, for tests that tamper with what is stored.
var (
	ContractSchema = contractSchema
	HistorySchema  = historySchema
)

// ForgetTrackRecords drops the records, as in a store that is older than they are.
func ForgetTrackRecords(ctx context.Context, s *Service) error {
	return s.records.Each(ctx, store.Query{}, func(r *trackRecord) error { return s.records.Delete(ctx, r.ID) })
}

// ForgetDrawn makes a store one of a version before MarkDrawn, which New does with it.
func ForgetDrawn(ctx context.Context, s *Service) error { return s.counters.Delete(ctx, drawnMark) }

// MarkDrawn is what New does.
func MarkDrawn(ctx context.Context, s *Service) error { return s.markDrawn(ctx) }
