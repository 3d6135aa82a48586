package registry

import (
	"context"
	"fmt"
	"slices"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/notice"
	"lienket/api/store"
)

// CriterionPoints are the points of one criterion: the cooperative's own, and an
// officer's where they differ.
type CriterionPoints struct {
	Number   int            `json:"number"`
	Points   measure.Amount `json:"points"` // that count
	Own      measure.Amount `json:"own"`    // self-assessed
	Evidence string         `json:"evidence"`
	Reason   string         `json:"reason"` // why an officer changed them
}

// Exclusion is why an organisation is not rated in a year.
type Exclusion string

// Exclusions of TT 01/2020/TT-BKHĐT: in operation under 12 months, or stopped for
// more than 3 months of the year.
const (
	ExcludedNew     Exclusion = "new"
	ExcludedStopped Exclusion = "stopped"
)

// Exclusions lists them.
var Exclusions = []Exclusion{ExcludedNew, ExcludedStopped}

// Assessment is a rating by criteria, or why there is none. Criteria that are not
// named have no points yet.
type Assessment struct {
	Points   []CriterionPoints
	Excluded Exclusion
}

// RatingRevision is one state that a rating was in.
type RatingRevision struct {
	store.Meta `json:",inline"`
	RatingID   string            `json:"ratingId"`
	Number     int               `json:"number"` // from 1
	Event      string            `json:"event"`  // assessed, countersigned
	Score      measure.Amount    `json:"score"`
	Band       Band              `json:"band"`
	Points     []CriterionPoints `json:"points"`
	Excluded   Exclusion         `json:"excluded"`
	By         string            `json:"by"`
	At         store.Instant     `json:"at"`
}

var ratingRevisionSchema = store.Schema{Name: "ratingRevisions", Indexes: []store.Index{
	{Fields: []string{"ratingId", "number"}, Unique: true},
}}

// checkPoints holds points to the criteria.
func checkPoints(list []CriterionPoints) error {
	var check fault.Check
	seen, groups := map[int]bool{}, map[string]measure.Amount{}
	for i := range list {
		p, path := &list[i], fmt.Sprintf("criteria[%d].", i)
		if p.Number < 1 || p.Number > len(Criteria) || seen[p.Number] {
			check.Add(path+"number", "not_in_list", textCriterion)
			continue
		}
		seen[p.Number] = true
		criterion := &Criteria[p.Number-1]
		check.That(p.Points >= 0 && p.Points <= criterion.Most(), path+"points", "out_of_range", textPoints.With(criterion.Most()))
		groups[criterion.Group] += p.Points
		p.Evidence = check.Prose(path+"evidence", p.Evidence, 0, 1000)
		p.Reason = check.Prose(path+"reason", p.Reason, 0, 1000)
	}
	if check.Err() == nil {
		for _, group := range CriteriaGroups {
			check.That(groups[group.Code] <= group.Max, "criteria", "group_exceeds", textGroupPoints.With(group.Name, group.Max))
		}
	}
	return check.Err()
}

func total(list []CriterionPoints) (sum measure.Amount) {
	for _, p := range list {
		sum += p.Points
	}
	return sum
}

// Complete reports whether every criterion has been answered.
func (r *Rating) Complete() bool { return len(r.Points) == len(Criteria) }

// Whole reports whether the score alone is known, not the points that it comes of.
func (r *Rating) Whole() bool { return r.Revision > 0 && r.Criteria == "" }

// Assess stores a self-assessment by criteria, or the reason why a year is not
// rated; it may have gaps until it is countersigned. Errors: InvalidInput by field,
// StateForbids once an officer has countersigned.
func (s *Service) Assess(ctx context.Context, actor account.Actor, organizationID string, year int, a Assessment, version int64) (*Rating, error) {
	list := slices.Clone(a.Points)
	for i := range list {
		list[i].Own, list[i].Reason = list[i].Points, ""
	}
	var check fault.Check
	check.That(a.Excluded == "" || slices.Contains(Exclusions, a.Excluded), "excluded", "not_in_list", textExclusion)
	check.That(a.Excluded == "" || len(list) == 0, "criteria", "excluded", textExcludedPoints)
	if err := check.Take("", checkPoints(list)); err != nil {
		return nil, err
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b CriterionPoints) int { return a.Number - b.Number })
	return s.rate(ctx, actor, organizationID, year, version, func(r *Rating) error {
		if r.Countersigned != nil {
			return fault.New(fault.StateForbids, textCountersigned)
		}
		r.Points, r.Excluded, r.Criteria = list, a.Excluded, CriteriaVersion
		r.Score, r.EnteredBy = total(list), actor.UserID
		return nil
	})
}

// Countersign is an officer's word on a year: the self-assessment with the points
// that they change, each with a reason. It may be done again. Errors: NotFound,
// StateForbids for an assessment with gaps, InvalidInput by field.
func (s *Service) Countersign(ctx context.Context, actor account.Actor, organizationID string, year int, changes []CriterionPoints, version int64) (*Rating, error) {
	changes = slices.Clone(changes)
	if err := checkPoints(changes); err != nil {
		return nil, err
	}
	var rating *Rating
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		organization, err := s.Manageable(ctx, actor, organizationID)
		if err != nil {
			return err
		}
		if !actor.Oversees(organization.Areas) {
			return account.ErrForbidden
		}
		rating, err = s.rate(ctx, actor, organizationID, year, version, func(r *Rating) error {
			if r.Year == 0 {
				return fault.Missing(textRating)
			}
			if r.Criteria != "" && r.Excluded == "" && !r.Complete() {
				return fault.New(fault.StateForbids, textIncomplete)
			}
			var check fault.Check
			r.Points = slices.Clone(r.Points)
			for i, change := range changes {
				at := slices.IndexFunc(r.Points, func(p CriterionPoints) bool { return p.Number == change.Number })
				if at < 0 {
					check.Add(fmt.Sprintf("criteria[%d].number", i), "not_assessed", textCriterion)
					continue
				}
				check.That(change.Reason != "" || change.Points == r.Points[at].Own, fmt.Sprintf("criteria[%d].reason", i), "required", textPointsReason)
				r.Points[at].Points, r.Points[at].Reason = change.Points, change.Reason
			}
			if err := check.Err(); err != nil {
				return err
			}
			if err := checkPoints(r.Points); err != nil {
				return err
			}
			if len(r.Points) > 0 {
				r.Score = total(r.Points)
			}
			r.Countersigned = &Decision{Approved: true, By: actor.UserID, At: store.At(s.clock())}
			return nil
		})
		if err != nil {
			return err
		}
		return s.notices.Send(ctx, notice.Members(organizationID), notice.Message{
			Kind: "rating", Text: textNoticeRated.With(year), Link: fmt.Sprintf("/tai-khoan/xep-loai?nam=%d", year)})
	})
	if err != nil {
		return nil, err
	}
	return rating, nil
}

// rate changes a year's rating and keeps the state it comes to, in one Tx; a
// countersigned one becomes the organisation's.
func (s *Service) rate(ctx context.Context, actor account.Actor, organizationID string, year int, version int64, change func(*Rating) error) (*Rating, error) {
	var rating *Rating
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		organization, err := s.Manageable(ctx, actor, organizationID)
		if err != nil {
			return err
		}
		if organization.Kind != Cooperative && organization.Kind != Union {
			return fault.New(fault.StateForbids, textRatingKind)
		}
		if err := s.checkYear(year); err != nil {
			return err
		}
		id, event := ratingID(organizationID, year), "assessed"
		rating, err = s.ratings.Put(ctx, id, func(r *Rating) error {
			if err := store.CheckVersion(&r.Meta, version); err != nil {
				return err
			}
			if err := change(r); err != nil {
				return err
			}
			r.OrganizationID, r.Year, r.Areas = organizationID, year, organization.Areas
			r.Band, r.Waiting = BandOf(r.Score), r.Countersigned == nil
			if r.Excluded != "" {
				r.Score, r.Band = 0, ""
			}
			if !r.Waiting {
				event = "countersigned"
			}
			r.Revision++
			return nil
		})
		if err != nil {
			return err
		}
		err = s.ratingRevisions.Insert(ctx, &RatingRevision{RatingID: id, Number: rating.Revision, Event: event, Score: rating.Score,
			Band: rating.Band, Points: rating.Points, Excluded: rating.Excluded, By: actor.UserID, At: store.At(s.clock())})
		if err != nil || rating.Waiting || rating.Excluded != "" || organization.RatingYear > year {
			return err
		}
		_, err = s.update(ctx, organizationID, func(o *Organization) error {
			o.Rating, o.RatingYear = rating.Band, year
			return nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return rating, nil
}

// RatingHistory lists every state of a rating, the first first, to who may act for
// the organisation.
func (s *Service) RatingHistory(ctx context.Context, actor account.Actor, organizationID string, year int) ([]RatingRevision, error) {
	if _, err := s.Manageable(ctx, actor, organizationID); err != nil {
		return nil, err
	}
	list := []RatingRevision{}
	err := s.ratingRevisions.Each(ctx, store.Query{
		Where: store.Eq{Field: "ratingId", Value: ratingID(organizationID, year)}, Sort: []string{"number"}, Limit: 100,
	}, func(r *RatingRevision) error {
		list = append(list, *r)
		return nil
	})
	return list, err
}

// WaitingRatings lists the self-assessments that wait for an officer of the area,
// the latest years first.
func (s *Service) WaitingRatings(ctx context.Context, actor account.Actor, area, cursor string, limit int) (store.Page[Rating], error) {
	filter := ReportFilter{Area: area}
	if err := s.overseen(actor, &filter); err != nil {
		return store.Page[Rating]{}, err
	}
	return s.ratings.Find(ctx, store.Query{Where: within(filter.Area, store.And{store.Eq{Field: "waiting", Value: true}}),
		Sort: []string{"-year"}, Cursor: cursor, Limit: limit})
}
