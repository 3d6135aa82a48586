package sourcing

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/store"
	"lienket/search"
)

// TopicDemand is the outbox topic of changed demands; keys are IDs.
const TopicDemand = "demand"

// changed tells the index about a demand, in the Tx of the change.
func (s *Service) changed(ctx context.Context, demandID string) error {
	return s.outbox.Enqueue(ctx, TopicDemand, demandID)
}

// IndexDemands brings the search index up to date for those demands. It is the
// outbox's handler of TopicDemand.
func (s *Service) IndexDemands(ctx context.Context, ids []string) error {
	changes := make([]search.Change, 0, len(ids))
	for _, id := range ids {
		d, err := s.demands.Get(ctx, id)
		if fault.Is(err, fault.NotFound) {
			continue // rolled back
		}
		if err != nil {
			return err
		}
		changes = append(changes, search.Change{Document: d.document(), Delete: !s.findable(d)})
	}
	return s.engine.Apply(ctx, changes)
}

// EachDocument visits all demands that the index holds, for a rebuild of it.
func (s *Service) EachDocument(ctx context.Context, visit func(search.Document) error) error {
	open := store.Query{Where: store.Eq{Field: "status", Value: DemandOpen}, Sort: []string{"-createdAt"}, Limit: store.MaxLimit}
	return s.demands.Each(ctx, open, func(d *Demand) error {
		if !s.findable(d) {
			return nil
		}
		return visit(d.document())
	})
}

// findable tells what everybody may find: an open, public demand. One that is only
// for whom it invites is never in the index, which knows no askers.
func (s *Service) findable(d *Demand) bool {
	return d.StatusAt(s.now()) == DemandOpen && d.Visibility == Public
}

func (d *Demand) document() search.Document {
	return search.Document{
		Kind: search.Demand, ID: d.ID, Version: d.Version,
		Name: d.Title, Keywords: strings.Split(d.Keywords, ","), Description: d.Description,
		OrganizationID: d.OrganizationID, Group: d.Group, Areas: d.Areas, Marks: d.QualityMarks, Stars: d.MinStars,
		Price: int64(d.PriceCeiling), Dimension: string(d.Unit.Dimension()), UpdatedAt: d.PublishedAt.UnixMilli(),
	}
}

// FindDemands is Demands by words of the title, keywords and description, best
// first: the open ones that are public. Its cursor is the offset of the next page.
func (s *Service) FindDemands(ctx context.Context, filter DemandFilter, words string) (store.Page[Demand], error) {
	var page store.Page[Demand]
	var check fault.Check
	offset, err := strconv.Atoi(cmp.Or(filter.Cursor, "0"))
	check.That(err == nil && offset >= 0 && offset < search.MaxTotal, "cursor", "bad_cursor", textCursor)
	check.That(filter.Status == "" || filter.Status == DemandOpen, "status", "not_in_list", textSearchStatus)
	query := search.Query{Kind: search.Demand, Text: words, Limit: cmp.Or(filter.Limit, store.DefaultLimit), Offset: offset}
	if filter.Area != "" {
		s.registry.Areas().Check(&check, "area", filter.Area)
		query.Areas = []string{filter.Area}
	}
	if filter.Group != "" {
		check.That(catalogue.GroupLabels[filter.Group] != fault.Text{}, "group", "not_in_list", textGroup)
		query.Group = []string{filter.Group}
	}
	if filter.OrganizationID != "" {
		query.OrganizationIDs = []string{filter.OrganizationID}
	}
	if err := check.Err(); err != nil {
		return page, err
	}
	found, err := s.engine.Search(ctx, query)
	if err == nil && filter.Whole {
		err = catalogue.CheckWhole(found.Total)
	}
	if err == nil && found.Total == 0 {
		err = s.catalogue.IndexedIf(ctx, s.anyOpen)
	}
	if err != nil {
		return page, err
	}
	for _, hit := range found.Hits {
		d, err := s.Demand(ctx, account.Actor{}, hit.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return page, err
		}
		if s.findable(d) { // the index may lag
			page.Items = append(page.Items, *d)
		}
	}
	if next := offset + len(found.Hits); len(found.Hits) > 0 && next < found.Total {
		page.Next = strconv.Itoa(next)
	}
	return page, nil
}

func (s *Service) anyOpen(ctx context.Context) (bool, error) {
	open, err := s.Demands(ctx, account.Actor{}, DemandFilter{Status: DemandOpen, Limit: 1})
	return len(open.Items) > 0, err
}

// Suggest completes what is typed with the titles of open, public demands.
func (s *Service) Suggest(ctx context.Context, text string, limit int) ([]search.Suggestion, error) {
	if limit <= 0 {
		return nil, nil
	}
	found, err := s.engine.Suggest(ctx, text, []search.Kind{search.Demand}, limit)
	if err != nil {
		return nil, err
	}
	kept := found[:0]
	for _, one := range found {
		d, err := s.demands.Get(ctx, one.ID)
		if err == nil && s.findable(d) {
			kept = append(kept, one)
		} else if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	return kept, nil
}
