package catalogue

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/notice"
	"lienket/api/store"
	"lienket/search"
	"lienket/search/query"
)

const (
	// broadest is how many products a search with an alert may find: among more, a
	// new one would be no news, and all of them have to be remembered.
	broadest = search.MaxLimit - 1
	// mostKnown bounds what a watch remembers: those it finds now, and as many as
	// fit of those it found once, so that a product that comes and goes is told once.
	mostKnown = 2 * search.MaxLimit
	// mostNamed is how many products a notice names.
	mostNamed = 3
	// alertBatch is how many searches are read at once.
	alertBatch = 200
)

// found are the IDs of all that a saved search finds whole, the newest first. What
// fits a part of the words is shown on the screen, but is not what was asked for.
func (s *Service) found(ctx context.Context, criteria *Criteria) ([]string, error) {
	ask := criteria.ask(measure.MonthOf(s.clock()))
	if !ask.Verbatim {
		analysis := s.analyze(ask)
		if analysis.Supply.Past {
			return nil, nil // the months are over
		}
		ask.Query = query.Exactly(ask.Query, analysis)
	}
	ask.Kind, ask.Order, ask.Limit = search.Product, search.ByNewest, search.MaxLimit
	result, err := s.engine.Search(ctx, ask.Query)
	ids := make([]string, len(result.Hits))
	for i, hit := range result.Hits {
		ids[i] = hit.ID
	}
	return ids, err
}

// knownTo is what a search with an alert finds already; InvalidInput for one that
// is too broad.
func (s *Service) knownTo(ctx context.Context, saved *SavedSearch) ([]string, error) {
	if !saved.Alert {
		return nil, nil
	}
	known, err := s.found(ctx, &saved.Criteria)
	if err == nil && len(known) > broadest {
		err = fault.Invalid("alert", "too_broad", textTooBroad.With(broadest))
	}
	return known, err
}

// setWatch begins to watch a search anew, or stops where it has no alert.
func (s *Service) setWatch(ctx context.Context, saved *SavedSearch, known []string) error {
	if err := s.dropWatch(ctx, saved.ID); err != nil || !saved.Alert {
		return err
	}
	due := store.At(s.clock().Add(alertEvery))
	return s.watches.Insert(ctx, &watch{Meta: store.Meta{ID: saved.ID}, DueAt: due, Known: known})
}

func (s *Service) dropWatch(ctx context.Context, id string) error {
	err := s.watches.Delete(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// AlertSavedSearches runs the saved searches that are due and tells their owners of
// the products that came to match, each search in one notice. A search is due half
// an hour after its last run, however much changes meanwhile, and equal questions
// are put to the engine once. It returns how many notices were sent.
func (s *Service) AlertSavedSearches(ctx context.Context) (int, error) {
	told, answers := 0, map[string][]string{}
	now := store.At(s.clock())
	for {
		due, err := s.watches.Find(ctx, store.Query{
			Where: store.Range{Field: "dueAt", To: now}, Sort: []string{"dueAt"}, Limit: alertBatch})
		if err != nil || len(due.Items) == 0 {
			return told, err
		}
		for i := range due.Items {
			sent, err := s.alert(ctx, &due.Items[i], answers)
			if err != nil {
				return told, err
			}
			if sent {
				told++
			}
		}
	}
}

// alert runs one search. answers are those given before in this run.
func (s *Service) alert(ctx context.Context, w *watch, answers map[string][]string) (sent bool, err error) {
	saved, err := s.saved.Get(ctx, w.ID)
	if fault.Is(err, fault.NotFound) || err == nil && !saved.Alert {
		return false, s.dropWatch(ctx, w.ID)
	}
	if err != nil {
		return false, err
	}
	question := saved.Criteria.Path()
	ids, asked := answers[question]
	if !asked {
		if ids, err = s.found(ctx, &saved.Criteria); err != nil {
			return false, err
		}
		answers[question] = ids
	}
	fresh, err := s.fresh(ctx, w, ids)
	if err != nil {
		return false, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		sent = false
		_, err := s.watches.Update(ctx, w.ID, func(now *watch) error {
			// Another run, or the user, may have been here meanwhile.
			if err := store.CheckVersion(&now.Meta, w.Version); err != nil {
				return err
			}
			now.DueAt, now.Known = store.At(s.clock().Add(alertEvery)), remember(ids, fresh.hidden, w.Known)
			return nil
		})
		if fault.Is(err, fault.VersionMismatch) || fault.Is(err, fault.NotFound) {
			return errOvertaken
		}
		if err != nil || len(fresh.ids) == 0 {
			return err
		}
		sent = true
		return s.notices.Send(ctx, notice.User(saved.UserID), notice.Message{
			Kind: "saved-search", Text: alertText(saved.Name, fresh.names, len(fresh.ids)), Link: saved.Criteria.Path(),
			Key: "saved-search:" + saved.ID + ":" + fresh.ids[0],
		})
	})
	if errors.Is(err, errOvertaken) {
		return false, nil
	}
	return sent, err
}

var errOvertaken = errors.New("the saved search was run or changed meanwhile")

// news are the products that a watch has not found before.
type news struct {
	ids    []string
	names  []string        // the first of them
	hidden map[string]bool // found, but no longer on offer: the index lags
}

// fresh sorts out what is news. The database decides what is on offer.
func (s *Service) fresh(ctx context.Context, w *watch, ids []string) (news, error) {
	fresh, known := news{hidden: map[string]bool{}}, make(map[string]bool, len(w.Known))
	for _, id := range w.Known {
		known[id] = true
	}
	for _, id := range ids {
		if known[id] {
			continue
		}
		product, err := s.Product(ctx, account.Actor{}, id)
		if fault.Is(err, fault.NotFound) {
			fresh.hidden[id] = true
			continue
		}
		if err != nil {
			return news{}, err
		}
		if fresh.ids = append(fresh.ids, id); len(fresh.names) < mostNamed {
			fresh.names = append(fresh.names, product.Name)
		}
	}
	return fresh, nil
}

// remember are the IDs found now, without the hidden, and, as far as there is
// room, those before.
func remember(found []string, hidden map[string]bool, before []string) []string {
	known, have := make([]string, 0, len(found)), make(map[string]bool, len(found))
	for _, id := range slices.Concat(found, before) {
		if !hidden[id] && !have[id] && len(known) < mostKnown {
			known, have[id] = append(known, id), true
		}
	}
	return known
}

func alertText(search string, names []string, count int) fault.Text {
	listed := strings.Join(names, ", ")
	if more := count - len(names); more > 0 {
		return textAlertMore.With(search, listed, more)
	}
	return textAlert.With(search, listed)
}
