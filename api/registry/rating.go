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
	Year           int            `json:"year"`
	Score          measure.Amount `json:"score"`
	Band           Band           `json:"band"`
	EnteredBy      string         `json:"enteredBy"`
	Countersigned  *Decision      `json:"countersigned,omitempty"`
}

var ratingSchema = store.Schema{Name: "ratings", Indexes: []store.Index{
	{Fields: []string{"organizationId", "-year"}},
	{Fields: []string{"year", "band"}},
}}

func ratingID(organizationID string, year int) string {
	return fmt.Sprintf("%s-%d", organizationID, year)
}

// year is the year that it is in Vietnam.
func (s *Service) year() int {
	year, _ := measure.MonthOf(s.clock()).Split()
	return year
}

// Rate stores the score of a year. A member's is a self-assessment; an officer's
// is countersigned at once, and only an officer changes a countersigned one.
func (s *Service) Rate(ctx context.Context, actor account.Actor, organizationID string, year int, score measure.Amount) (*Rating, error) {
	var check fault.Check
	check.That(year >= 2016 && year <= s.year(), "year", "out_of_range", textYear)
	check.That(score >= 0 && score <= 100_000, "score", "out_of_range", textScore)
	if err := check.Err(); err != nil {
		return nil, err
	}
	var rating *Rating
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		organization, err := s.Manageable(ctx, actor, organizationID)
		if err != nil {
			return err
		}
		if organization.Kind != Cooperative && organization.Kind != Union {
			return fault.New(fault.StateForbids, textRatingKind)
		}
		byOfficer := actor.Oversees(organization.Areas)
		rating, err = s.ratings.Put(ctx, ratingID(organizationID, year), func(r *Rating) error {
			if r.Countersigned != nil && !byOfficer {
				return fault.New(fault.StateForbids, textCountersigned)
			}
			r.OrganizationID, r.Year, r.Score, r.Band, r.EnteredBy = organizationID, year, score, BandOf(score), actor.UserID
			if byOfficer {
				r.Countersigned = &Decision{Approved: true, By: actor.UserID, At: store.At(s.clock())}
			}
			return nil
		})
		if err != nil || !byOfficer || organization.RatingYear > year {
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

// Rating returns one year's rating; it is as public as its organisation.
func (s *Service) Rating(ctx context.Context, actor account.Actor, organizationID string, year int) (*Rating, error) {
	if _, err := s.Organization(ctx, actor, organizationID); err != nil {
		return nil, err
	}
	return s.ratings.Get(ctx, ratingID(organizationID, year))
}

// Ratings lists an organisation's ratings, newest first.
func (s *Service) Ratings(ctx context.Context, actor account.Actor, organizationID string) ([]Rating, error) {
	if _, err := s.Organization(ctx, actor, organizationID); err != nil {
		return nil, err
	}
	page, err := s.ratings.Find(ctx, store.Query{
		Where: store.Eq{Field: "organizationId", Value: organizationID}, Sort: []string{"-year"}, Limit: 100})
	return page.Items, err
}
