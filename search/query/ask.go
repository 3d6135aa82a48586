package query

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"lienket/search"
)

// Ask puts a question to an engine as it is understood. What was understood is a
// preference: documents that fit all of it come first, then those that fit some,
// then those with the words alone; a highest price excludes, and where no words
// are left all of it does. whole is how many of the documents found fit all of it; they
// come first.
//
// The words must be found in what a document is called, not scattered over what
// is told about it: a question for what nobody sells finds nothing.
func Ask(ctx context.Context, engine search.Engine, q search.Query, a Analysis) (result search.Result, whole int, err error) {
	q.Text, q.Narrow, q.AsTyped = wordsOf(q, a), true, a.Sure
	if a.PriceMax > 0 && (q.PriceMax == 0 || a.PriceMax < q.PriceMax) {
		q.PriceMax = a.PriceMax
	}
	sold, err := ofSeller(ctx, engine, &q, &a)
	if err != nil {
		return result, 0, err
	}
	stages := preferences(q, a)
	if sold != nil {
		stages = slices.Concat(preferences(*sold, a), []search.Query{*sold}, stages)
	}
	if owned, err := ofNamed(ctx, engine, q, a); err != nil {
		return result, 0, err
	} else if owned != nil {
		stages = slices.Concat(preferences(*owned, a), []search.Query{*owned}, stages)
	}
	if a.Whole != "" {
		whole := q
		whole.Text = a.Whole
		stages = append([]search.Query{whole}, stages...)
	}
	if len(stages) == 0 && a.Good == "" && len(a.Else) == 0 && a.Guess == "" && a.Kin == "" && a.Of == "" && len(a.Packed) == 0 {
		result, err = engine.Search(ctx, q)
		return result, result.Total, err
	}
	if strings.TrimSpace(q.Text) == "" {
		result, err = engine.Search(ctx, stages[0])
		if err != nil || result.Total > 0 || len(stages) == 1 {
			return result, result.Total, err
		}
		// What nothing fits whole may fit in part.
		for _, stage := range stages[1:] {
			if result, err = engine.Search(ctx, stage); err != nil || result.Total > 0 {
				break
			}
		}
		return result, 0, err
	}
	if q.Order == "" || q.Order == search.ByRelevance {
		result, whole, err = inTurn(ctx, engine, q, stages, a)
	} else {
		result, whole, err = firstThatFinds(ctx, engine, append(stages, q))
	}
	if err == nil && whole == 0 && result.Total > 0 && len(q.Areas) == 0 {
		around := a.Around
		if a.There {
			around = a.Areas
		}
		nothing, err := isEmpty(ctx, engine, q.Kind, around)
		if err != nil {
			return result, 0, err
		}
		if nothing {
			q.Areas = a.Areas
			result, err = engine.Search(ctx, q)
			return result, 0, err
		}
	}
	if err != nil || result.Total > 0 {
		return result, whole, err
	}
	if len(a.Packed) > 0 {
		packed := Analysis{Sizes: slices.Concat(a.Sizes, a.Packed), Understood: a.Understood, Areas: a.Areas, Marks: a.Marks, Groups: a.Groups,
			Stars: a.Stars, MinStars: a.MinStars, Supply: a.Supply}
		q.Text = ""
		return Ask(ctx, engine, q, packed)
	}
	// Nothing holds all the words: the good alone, with all else that was understood.
	for _, instead := range append(append([]string{a.Good}, a.Else...), a.Guess) {
		if instead == "" {
			continue
		}
		alone := a
		alone.Text, alone.Good, alone.Else, alone.Guess, alone.Kin, alone.Whole = instead, "", nil, "", "", ""
		if result, _, err = Ask(ctx, engine, q, alone); err != nil || result.Total > 0 {
			return result, 0, err
		}
	}
	if a.Of != "" {
		result, err = told(ctx, engine, q, a.Of)
	}
	return result, 0, err
}

// isEmpty tells that nothing at all is offered in areas, of which there are some.
func isEmpty(ctx context.Context, engine search.Engine, kind search.Kind, areas []string) (bool, error) {
	if len(areas) == 0 {
		return false, nil
	}
	there, err := engine.Search(ctx, search.Query{Kind: kind, Areas: areas, Limit: 1})
	return err == nil && there.Total == 0, err
}

// wordsOf is the text to look for: what the analysis leaves, or a text of emoji and
// the like as it is, which finds nothing; blank it would find all.
func wordsOf(q search.Query, a Analysis) string {
	if a.Text == "" && len(a.Understood) == 0 {
		return q.Text
	}
	return a.Text
}

// mostNamed is how many organisations a name may mean.
const mostNamed = 20

// ofNamed is q for what is sold by the organisations whose name holds all the
// words, nil if none is named. Their name comes before a product's.
func ofNamed(ctx context.Context, engine search.Engine, q search.Query, a Analysis) (*search.Query, error) {
	if !a.Owner || len(q.OrganizationIDs) > 0 {
		return nil, nil
	}
	ids, err := called(ctx, engine, a.Text, a.Sure)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	q.OrganizationIDs = ids
	return &q, nil
}

// ofSeller is q for the goods that are wanted of the organisations of a name, nil if none
// is called so; q and a then ask for the goods alone, and for those of others too.
func ofSeller(ctx context.Context, engine search.Engine, q *search.Query, a *Analysis) (*search.Query, error) {
	if a.Seller == "" || len(q.OrganizationIDs) > 0 {
		return nil, nil
	}
	ids, err := named(ctx, engine, a.Seller)
	if err == nil && len(ids) == 0 {
		ids, err = called(ctx, engine, a.Seller, nil)
	}
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	// What was understood of the name itself asks for nothing.
	q.Text, a.Text = a.Wanted, a.Wanted
	a.Marks, a.Groups, a.Areas, a.Around = a.ofWanted.marks, a.ofWanted.groups, a.ofWanted.areas, nil
	a.Seller, a.Whole, a.Named, a.Owner, a.Sold = "", "", false, false, true
	sold := *q
	sold.OrganizationIDs, sold.Called = ids, true
	return &sold, nil
}

// named are the organisations whose name itself holds all the words.
func named(ctx context.Context, engine search.Engine, text string) (ids []string, err error) {
	found, err := engine.Suggest(ctx, text, []search.Kind{search.Organization}, mostNamed)
	for _, one := range found {
		ids = append(ids, one.ID)
	}
	return ids, err
}

// called are the organisations that hold all the words in what they are called, with what
// else the goods in their name are called.
func called(ctx context.Context, engine search.Engine, text string, asTyped []string) (ids []string, err error) {
	found, err := engine.Search(ctx, search.Query{Text: text, Kind: search.Organization, Narrow: true, AsTyped: asTyped, Limit: mostNamed})
	for _, hit := range found.Hits {
		ids = append(ids, hit.ID)
	}
	return ids, err
}

// mostTold is how many of a good are looked at for what is told of them.
const mostTold = 200

// told finds those called by the good's name whose description has the other words:
// "hương ít khói".
func told(ctx context.Context, engine search.Engine, q search.Query, good string) (search.Result, error) {
	of := q
	of.Text, of.Called, of.Offset, of.Limit, of.Facets = good, true, 0, mostTold, nil
	found, err := engine.Search(ctx, of)
	if err != nil || len(found.Hits) == 0 {
		return search.Result{}, err
	}
	q.Narrow = false
	for _, hit := range found.Hits {
		q.IDs = append(q.IDs, hit.ID)
	}
	return engine.Search(ctx, q)
}

// firstThatFinds answers an order of its own, which knows no preference.
func firstThatFinds(ctx context.Context, engine search.Engine, stages []search.Query) (result search.Result, whole int, err error) {
	for i, stage := range stages {
		if result, err = engine.Search(ctx, stage); err != nil || result.Total > 0 {
			if i == 0 {
				whole = result.Total
			}
			return result, whole, err
		}
	}
	return result, 0, nil
}

// Exactly is the question that is answered by what fits all that was understood,
// and by nothing else.
func Exactly(q search.Query, a Analysis) search.Query {
	q.Text, q.Narrow, q.AsTyped = wordsOf(q, a), true, a.Sure
	if a.PriceMax > 0 && (q.PriceMax == 0 || a.PriceMax < q.PriceMax) {
		q.PriceMax = a.PriceMax
	}
	if stages := preferences(q, a); len(stages) > 0 {
		return stages[0]
	}
	return q
}

// few is how many hits are too few to leave it at them.
const few = 10

// holdsCode tells whether a word of the text is a number or code that names one
// thing: who types it and finds it wants nothing beside it.
func holdsCode(text string) bool {
	return slices.ContainsFunc(strings.Fields(text), func(word string) bool {
		digits := 0
		for _, r := range word {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		return digits >= 5
	})
}

// inTurn merges the answers of the stages and of the bare words; whole is how many the
// first stage has.
func inTurn(ctx context.Context, engine search.Engine, q search.Query, stages []search.Query, a Analysis) (result search.Result, whole int, err error) {
	limit, offset := q.Page()
	all := q
	all.Offset, all.Limit = 0, min(offset+limit, search.MaxLimit)
	result, err = engine.Search(ctx, all)
	if err != nil || result.Total == 0 {
		return result, 0, err
	}
	if a.Kin != "" && result.Total < few && !holdsCode(q.Text) {
		// Few fit every word: the same good without the rest of the words follows.
		stages = append(stages, all)
		all.Text = a.Kin
		wider, err := engine.Search(ctx, all)
		if err != nil {
			return search.Result{}, 0, err
		}
		if wider.Total >= result.Total {
			result = wider
		}
	} else if len(stages) == 0 {
		result.Hits = result.Hits[min(offset, len(result.Hits)):]
		return result, result.Total, nil
	}
	var merged []search.Hit
	seen := map[string]bool{}
	add := func(hits []search.Hit, stage int) {
		// The scores of a stage lie above those of the next.
		count := float64(len(stages) + 1)
		for _, hit := range hits {
			if !seen[hit.ID] {
				seen[hit.ID] = true
				hit.Score = (count - float64(stage) - 1 + hit.Score) / count
				merged = append(merged, hit)
			}
		}
	}
	for i, stage := range stages {
		if len(merged) >= all.Limit {
			break
		}
		stage.Offset, stage.Limit, stage.Facets = 0, all.Limit, nil
		preferred, err := engine.Search(ctx, stage)
		if err != nil {
			return search.Result{}, 0, err
		}
		if i == 0 {
			whole = preferred.Total
		}
		add(preferred.Hits, i)
	}
	add(result.Hits, len(stages))
	result.Hits = merged[min(offset, len(merged)):min(offset+limit, len(merged))]
	return result, whole, nil
}

// preferences are q with what was understood, the strictest first: all of it, without
// the supply, the supply alone last. Of goods it is these that must fit, not what else
// is sold by who is called after them.
func preferences(q search.Query, a Analysis) []search.Query {
	q.Called = a.Sold
	stages := described(q, a)
	supplied, ok := a.Supply.within(q)
	if !ok {
		return stages
	}
	if len(stages) > 0 {
		all, _ := a.Supply.within(stages[0])
		stages = append([]search.Query{all}, stages...)
	}
	return append(stages, supplied)
}

// described are q with what was understood of place, kind and package, the strictest
// first: all of it; without the place; the place alone.
func described(q search.Query, a Analysis) []search.Query {
	full, things, place := q, q, q
	some := false
	if len(a.Marks) > 0 {
		full.Marks = append(append([]string(nil), q.Marks...), a.Marks...)
		some = true
	}
	if len(a.Groups) > 0 && len(q.Group) == 0 {
		full.Group, some = a.Groups, true
	}
	if len(a.Stars) > 0 && len(q.Stars) == 0 {
		full.Stars, some = a.Stars, true
	}
	if a.MinStars > 0 {
		full.MinStars, some = max(q.MinStars, a.MinStars), true
	}
	if len(a.Sizes) > 0 {
		full.Text = strings.TrimSpace(strings.Join(a.Sizes, " ") + " " + q.Text)
		some = true
	}
	things = full
	if len(a.Areas) == 0 || len(q.Areas) > 0 {
		if !some {
			return nil
		}
		return append([]search.Query{full}, single(q, a)...)
	}
	full.Areas, place.Areas = a.Areas, a.Areas
	if !some {
		return []search.Query{full}
	}
	return append([]search.Query{full, things, place}, single(q, a)...)
}

// single are q with one each of several sizes, marks and groups.
func single(q search.Query, a Analysis) []search.Query {
	var stages []search.Query
	if len(a.Sizes) > 1 {
		for _, size := range a.Sizes {
			stage := q
			stage.Text = strings.TrimSpace(size + " " + q.Text)
			stages = append(stages, stage)
		}
	}
	if len(a.Sizes) == 1 && len(a.Marks)+len(a.Groups) > 0 {
		stage := q
		stage.Text = strings.TrimSpace(a.Sizes[0] + " " + q.Text)
		stages = append(stages, stage)
	}
	if len(a.Sizes)+len(a.Marks)+len(a.Groups) < 2 {
		return stages
	}
	for _, mark := range a.Marks {
		stage := q
		stage.Marks = append(append([]string(nil), q.Marks...), mark)
		stages = append(stages, stage)
	}
	if len(a.Groups) > 0 && len(q.Group) == 0 {
		stage := q
		stage.Group = a.Groups
		stages = append(stages, stage)
	}
	return stages
}
