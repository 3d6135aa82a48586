package registry

import (
	"context"
	"fmt"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
)

// Band is a cooperative's quality class under TT 01/2020/TT-BKHĐT: tốt, khá,
// trung bình, yếu.
type Band string

// Bands by score: 80-100, 65-<80, 50-<65, <50.
const (
	Good    Band = "tot"
	Fair    Band = "kha"
	Average Band = "trung-binh"
	Weak    Band = "yeu"
)

// Bands lists them, the best first.
var Bands = []Band{Good, Fair, Average, Weak}

// BandOf is the band of a score in [0, 100].
func BandOf(score measure.Amount) Band {
	switch {
	case score >= 80_000:
		return Good
	case score >= 65_000:
		return Fair
	case score >= 50_000:
		return Average
	default:
		return Weak
	}
}

// Rating is one year's quality rating: assessed by the cooperative itself and
// countersigned by an officer.
type Rating struct {
	store.Meta     `json:",inline"`
	OrganizationID string         `json:"organizationId"`
	Areas          []string       `json:"areas"` // of the organisation, when it was rated
	Year           int            `json:"year"`
	Score          measure.Amount `json:"score"`
	Band           Band           `json:"band"` // "" for one excluded
	// Criteria is the set that Points are of, "" where the score alone is known.
	Criteria      string            `json:"criteria"`
	Points        []CriterionPoints `json:"points"`
	Excluded      Exclusion         `json:"excluded"`
	EnteredBy     string            `json:"enteredBy"`
	Countersigned *Decision         `json:"countersigned,omitempty"`
	Waiting       bool              `json:"waiting"` // for an officer
	Revision      int               `json:"revision"`
}

var ratingSchema = store.Schema{Name: "ratings", Indexes: []store.Index{
	{Fields: []string{"organizationId", "-year"}},
	{Fields: []string{"year", "band"}},
	{Fields: []string{"waiting", "-year"}},
	{Fields: []string{"areas", "waiting", "-year"}, Multi: "areas"},
}}

func ratingID(organizationID string, year int) string {
	return fmt.Sprintf("%s-%d", organizationID, year)
}

// year is the year that it is in Vietnam.
func (s *Service) year() int {
	year, _ := measure.MonthOf(s.clock()).Split()
	return year
}

// Rate stores the score of a year alone. A member's is a self-assessment; an
// officer's is countersigned at once, and only an officer changes a countersigned
// one.
func (s *Service) Rate(ctx context.Context, actor account.Actor, organizationID string, year int, score measure.Amount) (*Rating, error) {
	var check fault.Check
	check.That(score >= 0 && score <= 100_000, "score", "out_of_range", textScore)
	if err := check.Take("", s.checkYear(year)); err != nil {
		return nil, err
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	byOfficer := !actor.MemberOf(organizationID) // rate refuses whoever is neither
	return s.rate(ctx, actor, organizationID, year, 0, func(r *Rating) error {
		if r.Countersigned != nil && !byOfficer {
			return fault.New(fault.StateForbids, textCountersigned)
		}
		r.Score, r.EnteredBy, r.Criteria, r.Points, r.Excluded = score, actor.UserID, "", nil, ""
		if byOfficer {
			r.Countersigned = &Decision{Approved: true, By: actor.UserID, At: store.At(s.clock())}
		}
		return nil
	})
}

// Rating returns one year's rating; it is as public as its organisation, but for
// the points, which are for who may act for that.
func (s *Service) Rating(ctx context.Context, actor account.Actor, organizationID string, year int) (*Rating, error) {
	organization, err := s.Organization(ctx, actor, organizationID)
	if err != nil {
		return nil, err
	}
	rating, err := s.ratings.Get(ctx, ratingID(organizationID, year))
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(textRating)
	}
	if err != nil {
		return nil, err
	}
	return rating.shownTo(actor, organization), nil
}

// Ratings lists an organisation's ratings, newest first, each as Rating shows it.
func (s *Service) Ratings(ctx context.Context, actor account.Actor, organizationID string) ([]Rating, error) {
	organization, err := s.Organization(ctx, actor, organizationID)
	if err != nil {
		return nil, err
	}
	page, err := s.ratings.Find(ctx, store.Query{
		Where: store.Eq{Field: "organizationId", Value: organizationID}, Sort: []string{"-year"}, Limit: 100})
	for i := range page.Items {
		page.Items[i].shownTo(actor, organization)
	}
	return page.Items, err
}

func (r *Rating) shownTo(actor account.Actor, organization *Organization) *Rating {
	if !actor.MemberOf(organization.ID) && !actor.Oversees(organization.Areas) {
		r.Points = nil
	}
	return r
}
