package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/api/store"
	"lienket/search"
	"lienket/search/query"
)

// Ask is a question for products. Its text is read for places, marks, sizes and
// the like, unless it is verbatim; kinds named in Undo are left as words.
type Ask struct {
	search.Query
	Verbatim bool
	Undo     []string
}

// Found is a product that a search brought, as the database has it now.
type Found struct {
	Product      *Product
	Organization *registry.Organization
	Score        float64
	// Name is the product's name with what was searched for marked in it.
	Name []search.Segment
	// Available is what is left in the months that were asked for, in the product's unit.
	Available []measure.MonthAmount
}

// SearchResult is one page of a search. Facets are the engine's; Total too, less
// the hits of this page that are on offer no longer.
type SearchResult struct {
	Hits  []Found
	Total int
	// Next is the offset of the page that follows, 0 if this is the last.
	Next   int
	Facets map[search.Facet]map[string]int
	Engine string
	Took   time.Duration
	// Understood is what was read out of the text. Fitting is how many of Total fit all of
	// it; they come first. Loosened is that none does, and the hits fit a part.
	Understood []query.Understood
	Fitting    int
	Loosened   bool
	// Each is what there is of each good that the text names, where nothing is all of
	// them.
	Each []Instead
	// Help is what to ask instead; nil unless nothing was found.
	Help *Help

	// Supply is what of Understood says how much is wanted and when.
	Supply query.Supply

	words string   // that were searched
	goods []string // that are listed
}

// Search finds published products. The index proposes and the database decides:
// a hit that is no longer on offer is left out.
func (s *Service) Search(ctx context.Context, ask Ask) (SearchResult, error) {
	ask.Kind = search.Product
	if err := s.checkAsk(&ask); err != nil {
		return SearchResult{}, err
	}
	began := time.Now()
	result := SearchResult{Engine: s.engine.Name()}
	found, err := s.ask(ctx, ask, &result)
	if err != nil {
		return SearchResult{}, err
	}
	result.Total, result.Facets = found.Total, found.Facets
	if found.Total == 0 {
		if err := s.Indexed(ctx); err != nil {
			return SearchResult{}, err
		}
		if result.Help, err = s.help(ctx, ask); err != nil {
			return SearchResult{}, err
		}
	}
	if result.Loosened || found.Total == 0 {
		if result.Each, err = s.each(ctx, ask, result.goods); err != nil {
			return SearchResult{}, err
		}
	}
	if next := ask.Offset + len(found.Hits); next < found.Total {
		result.Next = next
	}
	phrases := s.analyzer.Alternatives(result.words)
	ids := make([]string, len(found.Hits))
	for i, hit := range found.Hits {
		ids[i] = hit.ID
	}
	offered, err := s.OnOffer(ctx, ids)
	if err != nil {
		return SearchResult{}, err
	}
	for i, one := range offered {
		if one.Product == nil || !s.holdsMarks(one.Product, ask.Marks) {
			result.Total-- // the index lags
			continue
		}
		one.Score, one.Name = found.Hits[i].Score, search.Highlight(one.Product.Name, result.words, phrases)
		result.Hits = append(result.Hits, one)
	}
	if err := s.showAvailable(ctx, result.Hits, ask.Months, result.Supply.Months); err != nil {
		return SearchResult{}, err
	}
	result.Took = time.Since(began)
	return result, nil
}

// showAvailable tells of each hit what is left in the months that were chosen, or
// else read out of the words; nothing where none were.
func (s *Service) showAvailable(ctx context.Context, hits []Found, chosen []string, read []measure.Month) error {
	months := read
	if len(chosen) > 0 {
		months = make([]measure.Month, len(chosen))
		for i, month := range chosen {
			months[i] = measure.Month(month)
		}
	}
	if len(months) == 0 || len(hits) == 0 {
		return nil
	}
	ids := make([]string, len(hits))
	for i := range hits {
		ids[i] = hits[i].Product.ID
	}
	free, err := s.Availability(ctx, ids, months)
	if err != nil {
		return fmt.Errorf("availability: %w", err)
	}
	for i := range hits {
		for _, month := range months {
			left := hits[i].Product.Unit.FromBase(free[i].In(month))
			hits[i].Available = append(hits[i].Available, measure.MonthAmount{Month: month, Amount: left})
		}
	}
	return nil
}

// Indexed is an error while the index is being built: what is not found then may be
// on offer, if anything is.
func (s *Service) Indexed(ctx context.Context) error {
	return s.IndexedIf(ctx, func(ctx context.Context) (bool, error) {
		offered, err := s.Products(ctx, account.System, ProductFilter{Limit: 1})
		return len(offered.Items) > 0, err
	})
}

// IndexedIf is Indexed for what there is some of, if any tells so.
func (s *Service) IndexedIf(ctx context.Context, any func(ctx context.Context) (bool, error)) error {
	lost, err := s.engine.NeedsRebuild(ctx)
	if err != nil || !lost {
		return err
	}
	some, err := any(ctx)
	if err == nil && some {
		return errIndexing
	}
	return err
}

// OnOffer returns the products with those IDs, in their order, each with its
// organisation; in the place of one that is not published by a verified organisation
// now, an index may lag, there is the zero Found. Product and organisation are shared and
// must not be changed.
func (s *Service) OnOffer(ctx context.Context, ids []string) ([]Found, error) {
	products, err := s.products.View(ctx, ids...)
	if err != nil {
		return nil, fmt.Errorf("products: %w", err)
	}
	var owners []string
	at := map[string]int{}
	for _, product := range products {
		if product == nil || product.Status != Published {
			continue
		}
		if _, known := at[product.OrganizationID]; !known {
			at[product.OrganizationID] = len(owners)
			owners = append(owners, product.OrganizationID)
		}
	}
	organizations, err := s.registry.View(ctx, owners...)
	if err != nil {
		return nil, err
	}
	offered := make([]Found, len(ids))
	for i, product := range products {
		if product == nil || product.Status != Published {
			continue
		}
		organization := organizations[at[product.OrganizationID]]
		if organization != nil && organization.Status == registry.Verified {
			offered[i] = Found{Product: product, Organization: organization}
		}
	}
	return offered, nil
}

// holdsMarks tells whether the product has all marks today; the index follows a
// lapse only with the worker's next round.
func (s *Service) holdsMarks(p *Product, marks []string) bool {
	if len(marks) == 0 {
		return true
	}
	held := p.MarksOn(s.Today())
	return !slices.ContainsFunc(marks, func(mark string) bool { return !slices.Contains(held, mark) })
}

// checkAsk refuses codes that are in no list, and puts marks as they are listed.
func (s *Service) checkAsk(ask *Ask) error {
	var check fault.Check
	for _, area := range ask.Areas {
		s.registry.Areas().Check(&check, "area", area)
	}
	for _, group := range ask.Group {
		check.That(GroupLabels[group] != fault.Text{}, "group", "not_in_list", textGroup)
	}
	for _, band := range ask.Prices {
		check.That(slices.Contains(search.PriceBands, band), "price", "not_in_list", textBand)
	}
	ask.Marks = CheckMarks(&check, "mark", ask.Marks)
	for _, kind := range ask.Undo {
		check.That(slices.Contains(query.Kinds, kind), "undo", "not_in_list", textUndo)
	}
	return check.Err()
}

// ask puts the question to the engine, as it is understood or as it stands.
func (s *Service) ask(ctx context.Context, ask Ask, result *SearchResult) (found search.Result, err error) {
	result.words = ask.Text
	if ask.Verbatim {
		found, err = s.engine.Search(ctx, ask.Query)
		result.Fitting = found.Total
		return found, err
	}
	analysis := s.analyze(ask)
	result.Understood, result.Supply, result.words, result.goods = analysis.Understood, analysis.Supply, analysis.Text, analysis.Goods
	found, result.Fitting, err = query.Ask(ctx, s.engine, ask.Query, analysis)
	if analysis.Supply.Past {
		result.Fitting = 0
	}
	result.Loosened = found.Total > 0 && result.Fitting == 0
	return found, err
}

// analyze reads the text of a question as it is meant today.
func (s *Service) analyze(ask Ask) query.Analysis {
	analysis := s.analyzer.Analyze(ask.Text, ask.Undo...)
	analysis.At(measure.MonthOf(s.clock()))
	return analysis
}

// Place is the kind of suggestions that name an area; their IDs are its codes.
const Place search.Kind = "place"

// mostPlaces is how many suggestions are areas.
const mostPlaces = 2

// Suggest completes what is typed with names of products, organisations and, last,
// places.
func (s *Service) Suggest(ctx context.Context, text string, limit int) ([]search.Suggestion, error) {
	found, err := s.engine.Suggest(ctx, text, []search.Kind{search.Product, search.Organization}, limit)
	if folded := search.Fold(text); err == nil && len(folded) > 1 {
		var places []search.Suggestion
		for _, area := range s.registry.Areas().Find(registry.AreaFilter{Text: folded}) {
			if area.SuccessorCode == "" || area.Level != registry.LevelCommune {
				places = append(places, search.Suggestion{Kind: Place, ID: area.Code, Text: area.Name})
			}
		}
		places = places[:min(len(places), mostPlaces, max(0, limit-1))]
		found = append(found[:min(len(found), limit-len(places))], places...)
	}
	return found, err
}

// CheckWhole refuses, as TooLarge, hits of which there may be more than are counted.
func CheckWhole(total int) error {
	if total >= search.MaxTotal {
		return fault.New(fault.TooLarge, textManyFound.With(search.MaxTotal))
	}
	return nil
}

// FindOrganizations finds verified organisations by words of their name, the best hits
// first; what else a filter asks narrows the hits. Its cursor is the offset of the hits
// that follow.
func (s *Service) FindOrganizations(ctx context.Context, actor account.Actor, filter registry.OrganizationFilter) (store.Page[registry.Organization], error) {
	var page store.Page[registry.Organization]
	query, err := s.organizationQuery(&filter)
	if err != nil {
		return page, err
	}
	limit := query.Limit
	for {
		found, err := s.engine.Search(ctx, query)
		if err == nil && filter.Whole {
			err = CheckWhole(found.Total)
		}
		if err == nil && found.Total == 0 {
			err = s.IndexedIf(ctx, s.anyOrganization)
		}
		if err != nil {
			return page, err
		}
		for _, hit := range found.Hits {
			query.Offset++
			organization, err := s.registry.Organization(ctx, actor, hit.ID)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return page, err
			}
			if err == nil && filter.Fits(organization) {
				page.Items = append(page.Items, *organization)
			}
			if len(page.Items) == limit {
				break
			}
		}
		more := len(found.Hits) > 0 && query.Offset < min(found.Total, search.MaxTotal)
		if more && len(page.Items) == limit {
			page.Next = strconv.Itoa(query.Offset)
		}
		if !more || page.Next != "" {
			return page, nil
		}
	}
}

func (s *Service) anyOrganization(ctx context.Context) (bool, error) {
	verified, err := s.registry.Organizations(ctx, account.System, registry.OrganizationFilter{Limit: 1})
	return len(verified.Items) > 0, err
}

// organizationQuery is what the engine is asked for a filter; what it does not know is
// checked on its hits.
func (s *Service) organizationQuery(filter *registry.OrganizationFilter) (search.Query, error) {
	var check fault.Check
	offset, err := strconv.Atoi(cmp.Or(filter.Cursor, "0"))
	check.That(err == nil && offset >= 0 && offset < search.MaxTotal, "cursor", "bad_cursor", textCursor)
	filter.Status, filter.Sort = cmp.Or(filter.Status, registry.Verified), registry.ByName
	check.That(filter.Status == registry.Verified, "status", "not_in_list", textSearchStatus)
	if err := check.Err(); err != nil {
		return search.Query{}, err
	}
	if err := filter.Check(s.registry.Areas()); err != nil {
		return search.Query{}, err
	}
	query := search.Query{Kind: search.Organization, Text: filter.Text, Limit: cmp.Or(filter.Limit, store.DefaultLimit), Offset: offset}
	if filter.Area != "" {
		query.Areas = []string{filter.Area}
	}
	if filter.Kind != "" {
		query.Group = []string{string(filter.Kind)}
	}
	return query, nil
}
