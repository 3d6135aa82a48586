package sourcing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/notice"
	"lienket/api/store"
)

// Kinds of the notices of sourcing.
const (
	noticeDemand = "demand"
	noticeQuote  = "quote"
	noticeJoint  = "joint-quote"
)

func demandPage(id string) string { return "/nhu-cau/" + id }

func quotesPage(demandID string) string { return "/nhu-cau/" + demandID + "/bao-gia" }

// dayOf is an instant's day in Vietnam for people.
func dayOf(at store.Instant) writtenDay { return writtenDay(at.Time) }

type writtenDay time.Time

// In writes the day as fault.Text wants it.
func (d writtenDay) In(lang string) string {
	layout := "02/01/2006"
	if lang == "en" {
		layout = "2 Jan 2006"
	}
	return time.Time(d).In(measure.Vietnam).Format(layout)
}

func jointPage(id string) string { return "/bao-gia-chung/" + id }

func (s *Service) tell(ctx context.Context, organizationID, kind, link, key string, text fault.Text) error {
	return s.notices.Send(ctx, notice.Members(organizationID), notice.Message{Kind: kind, Text: text, Link: link, Key: key})
}

// tellInvited asks organisations to quote; nobody hears of a draft.
func (s *Service) tellInvited(ctx context.Context, d *Demand, buyer string, organizations []string) error {
	for _, id := range organizations {
		text := textInvited.With(buyer, d.Title, dayOf(d.ClosesAt))
		if err := s.tell(ctx, id, noticeDemand, demandPage(d.ID), "demand-"+d.ID+"-invited", text); err != nil {
			return err
		}
	}
	return nil
}

// tellBidders tells those whose quotes wait, and the invited, what has become of
// a demand; once per event.
func (s *Service) tellBidders(ctx context.Context, d *Demand, event string, text fault.Text) error {
	told := slices.Clone(d.Invited)
	err := s.quotes.Each(ctx, store.Query{Where: store.Eq{Field: "demandId", Value: d.ID}, Sort: []string{"-createdAt"}}, func(q *Quote) error {
		if q.Undecided() && !slices.Contains(told, q.OrganizationID) {
			told = append(told, q.OrganizationID)
		}
		return nil
	})
	if err != nil || d.Status == DemandDraft {
		return err
	}
	for _, id := range told {
		if err := s.tell(ctx, id, noticeDemand, demandPage(d.ID), "demand-"+d.ID+"-"+event, text); err != nil {
			return err
		}
	}
	return nil
}

// tellOther tells the side of a quote that did not act what happened to it.
func (s *Service) tellOther(ctx context.Context, q *Quote, actor account.Actor, event string, text fault.Text) error {
	other := q.BuyerID
	if actor.MemberOf(q.BuyerID) {
		other = q.OrganizationID
	}
	return s.tell(ctx, other, noticeQuote, quotesPage(q.DemandID), fmt.Sprintf("quote-%s-%s-%d", q.ID, event, len(q.Rounds)), text)
}
