package web

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/sourcing"
	"lienket/web/view"
)

// What binds or ends an offer asks first: its form is folded and says what it does; what
// accepts carries the version that was read, so that nobody accepts another one.

// quoteMoves are what is asked of a quote, by their verbs.
var quoteMoves = map[string]func(*sourcing.Service, context.Context, account.Actor, string, int64) (*sourcing.Quote, error){
	"nhan":    (*sourcing.Service).Accept,
	"tu-choi": (*sourcing.Service).Decline,
	"rut":     (*sourcing.Service).Withdraw,
}

// askQuote asks whether to accept a quote, naming all of it, to decline it or to take it
// back.
func (v *visit) askQuote(q *sourcing.Quote, verb string) (view.ActionForm, error) {
	words := quoteWords[verb]
	form := view.ActionForm{Form: view.Form{CSRF: v.csrf()}, Action: "/bao-gia/" + q.ID + "/" + verb, Quiet: verb != "nhan",
		Fold: v.T(words.fold), Submit: v.T(words.do)}
	if verb == "nhan" {
		form.Hidden = ofVersion(q.Version)
	}
	other, ask := q.OrganizationID, words.ofSupplier
	if v.actor.MemberOf(q.OrganizationID) {
		other, ask = q.BuyerID, words.ofBuyer
	}
	party, err := v.site.Registry.Lookup(v.ctx, other)
	if err != nil {
		return form, err
	}
	lines, err := v.linesText(q.Lines)
	form.Intro = v.T(ask, "Name", party.Name, "Lines", lines, "Sum", v.Money(q.Cost()))
	return form, err
}

// quoteWords are the words of the questions, by their verbs: those of a supplier's offer
// and those of a buyer's.
var quoteWords = map[string]struct{ fold, do, ofSupplier, ofBuyer string }{
	"nhan":    {"quotes.accept", "quotes.accept_do", "quotes.accept_ask", "quotes.accept_ask_buyer"},
	"tu-choi": {"quotes.decline", "quotes.decline_do", "quotes.decline_ask", "quotes.decline_ask_buyer"},
	"rut":     {"quotes.withdraw", "quotes.withdraw_do", "quotes.withdraw_ask", "quotes.withdraw_ask"}, // the supplier's own
}

// ofVersion has a form carry the version that its sender has read.
func ofVersion(version int64) []view.Option {
	return []view.Option{{Label: "version", Value: strconv.FormatInt(version, 10)}}
}

// readVersion is the version that was read, 0 where the form carries none.
func (v *visit) readVersion() int64 {
	if v.c.FormValue("version") == "" {
		return 0
	}
	return v.typedVersion("version")
}

var jointEnds = []sourcing.JointEvent{sourcing.DeclineJoint, sourcing.WithdrawJoint}

// jointMoves are the moves of the whole; those of a part stand with it.
func (v *visit) jointMoves(j *sourcing.JointView, d *sourcing.Demand) ([]view.ActionForm, error) {
	var forms []view.ActionForm
	next := j.Next(v.actor, v.site.Sourcing.Now())
	slices.SortStableFunc(next, func(a, b sourcing.JointEvent) int { // what ends it comes last
		return slices.Index(jointEnds, a) - slices.Index(jointEnds, b)
	})
	both := slices.Contains(next, sourcing.DeclineJoint) && slices.Contains(next, sourcing.WithdrawJoint)
	for _, event := range next {
		// Who asked takes back what is not offered yet, and declines what is.
		if both && event == sourcing.DeclineJoint && j.Status == sourcing.JointInviting || both && event == sourcing.WithdrawJoint && j.Status == sourcing.JointOffered {
			continue
		}
		form, whole, err := v.jointMoveForm(j, d, event)
		if err != nil {
			return nil, err
		}
		if whole && (event != sourcing.FillJoint || len(j.Missing(d)) > 0) {
			forms = append(forms, form)
		}
	}
	return forms, nil
}

// jointPaths are the moves of the whole by what their addresses end in.
var jointPaths = map[sourcing.JointEvent]string{sourcing.FillJoint: "moi-them", sourcing.RemindParts: "nhac", sourcing.OfferJoint: "chot",
	sourcing.AcceptJoint: "nhan", sourcing.DeclineJoint: "tu-choi", sourcing.WithdrawJoint: "rut"}

// jointMoveForm is the form of a move of the whole; false for one of a part. What decides on
// it asks first.
func (v *visit) jointMoveForm(j *sourcing.JointView, d *sourcing.Demand, event sourcing.JointEvent) (view.ActionForm, bool, error) {
	path, whole := jointPaths[event]
	if !whole {
		return view.ActionForm{}, false, nil
	}
	form := view.ActionForm{Form: view.Form{CSRF: v.csrf()}, Action: "/bao-gia-chung/" + j.ID + "/" + path,
		Quiet: event != sourcing.AcceptJoint && event != sourcing.OfferJoint}
	form.Submit = v.T("joint.do_"+string(event), "Amount", v.Quantity(total(j.Missing(d)), j.Unit))
	switch event {
	case sourcing.AcceptJoint:
		parts, err := v.partsText(j)
		if err != nil {
			return form, true, err
		}
		form.Hidden = ofVersion(j.Version)
		form.Fold, form.Intro = form.Submit, v.T("joint.accept_ask", "Parts", parts, "Amount", v.Quantity(total(j.Total.Months), j.Unit), "Sum", v.Money(j.Total.Cost))
	case sourcing.DeclineJoint, sourcing.WithdrawJoint:
		form.Fold, form.Intro = form.Submit, v.T(map[sourcing.JointEvent]string{sourcing.DeclineJoint: "joint.decline_ask", sourcing.WithdrawJoint: "joint.withdraw_ask"}[event])
		form.Fields = []view.FormField{{Kind: "area", Input: view.Input{Name: string(event) + ".note", Label: v.T("joint.why"), Optional: true, MaxLength: "2000"}}}
	}
	return form, true, nil
}

// partsText writes who gives what to a joint quote.
func (v *visit) partsText(j *sourcing.JointView) (string, error) {
	var parts []string
	for _, part := range j.Parts {
		if part.Status == sourcing.PartDeclined {
			continue
		}
		supplier, err := v.site.Registry.Lookup(v.ctx, part.OrganizationID)
		if err != nil {
			return "", err
		}
		lines, err := v.linesText(part.Lines)
		if err != nil {
			return "", err
		}
		parts = append(parts, supplier.Name+"\n"+lines)
	}
	return strings.Join(parts, "\n\n"), nil
}
