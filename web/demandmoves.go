package web

import (
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/web/view"
)

// demandVerbs are the moves of a demand in its addresses.
var demandVerbs = map[string]sourcing.DemandEvent{
	"dang": sourcing.PublishDemand, "gia-han": sourcing.EditDemand, "dong": sourcing.CloseDemand, "huy": sourcing.CancelDemand,
}

// demandMoves are the forms of what the table allows the viewer now.
func (v *visit) demandMoves(d *sourcing.Demand) []view.ActionForm {
	var forms []view.ActionForm
	next := map[sourcing.DemandEvent]bool{}
	for _, event := range d.Next(v.actor, v.site.Sourcing.Now()) {
		next[event] = true
	}
	for _, verb := range []string{"dang", "gia-han", "dong", "huy"} {
		if event := demandVerbs[verb]; next[event] && (event != sourcing.EditDemand || d.Status != sourcing.DemandDraft) {
			forms = append(forms, v.demandForm(d, verb))
		}
	}
	return forms
}

func (v *visit) demandForm(d *sourcing.Demand, verb string) view.ActionForm {
	form := view.ActionForm{Action: "/nhu-cau/" + d.ID + "/" + verb, Submit: v.T("demand.do_" + string(demandVerbs[verb]))}
	form.CSRF, form.Values = v.csrf(), map[string]string{}
	switch demandVerbs[verb] {
	case sourcing.EditDemand:
		form.Fold, form.Quiet = form.Submit, true
		form.Fields = []view.FormField{
			{Input: view.Input{Name: "edit.closesAt", Label: v.T("demands.closes"), Type: "date"}},
			{Kind: "area", Input: view.Input{Name: "edit.description", Label: v.T("wizard.more"), Optional: true, MaxLength: "4000"}}}
		form.Values["edit.closesAt"], form.Values["edit.description"] = string(measure.DateOf(d.ClosesAt.Time)), d.Description
	case sourcing.CloseDemand:
		form.Fold, form.Quiet, form.Intro = form.Submit, true, v.T("demand.close_intro")
	case sourcing.CancelDemand:
		var reasons view.OptionGroup
		for _, code := range sourcing.CancelReasons {
			reasons.Options = append(reasons.Options, view.Option{Value: code, Label: v.T("demand.cancel_" + code)})
		}
		form.Fold, form.Quiet = form.Submit, true
		form.Fields = []view.FormField{
			{Kind: "select", Empty: v.T("contract.choose_kind"), Groups: []view.OptionGroup{reasons}, Input: view.Input{Name: "cancel.reason", Label: v.T("contract.reason")}},
			{Kind: "area", Input: view.Input{Name: "cancel.note", Label: v.T("quote.note"), Optional: true, MaxLength: "2000"}}}
	}
	return form
}

// moveDemand applies a move of the table.
func (s *Site) moveDemand(v *visit) error {
	id, verb := v.c.Params("id"), v.c.Params("verb")
	event, known := demandVerbs[verb]
	if !known {
		return fiberNotFound
	}
	demand, err := s.Sourcing.Demand(v.ctx, v.actor, id)
	if err != nil {
		return err
	}
	nameOf := prefixed("")
	switch event {
	case sourcing.PublishDemand:
		_, err = s.Sourcing.Open(v.ctx, v.actor, id, 0)
	case sourcing.EditDemand:
		nameOf = prefixed("edit.")
		err = s.editDemand(v, demand)
	case sourcing.CloseDemand:
		_, err = s.Sourcing.Close(v.ctx, v.actor, id, 0)
	default:
		nameOf = prefixed("cancel.")
		_, err = s.Sourcing.Cancel(v.ctx, v.actor, id, 0, v.c.FormValue("cancel.reason"), v.c.FormValue("cancel.note"))
	}
	if err != nil {
		form := v.demandForm(demand, verb)
		if err := v.refuse(err, &form, nameOf); err != nil {
			return err
		}
		return s.demandPage(v, &form)
	}
	v.leaveNotice("saved")
	return v.redirect("/nhu-cau/" + id)
}

// editDemand puts the closing time off and rewords the description. The day as it
// stands leaves the time as it is.
func (s *Site) editDemand(v *visit, d *sourcing.Demand) error {
	day := v.c.FormValue("edit.closesAt")
	closes := deadline(day)
	if closes.IsZero() {
		return fault.Invalid("closesAt", "not_a_date", textNoDay)
	}
	_, err := s.Sourcing.ReviseDemand(v.ctx, v.actor, d.ID, 0, func(n *sourcing.NewDemand) {
		if day != string(measure.DateOf(d.ClosesAt.Time)) {
			n.ClosesAt = closes
		}
		n.Description = v.c.FormValue("edit.description")
	})
	return err
}

var textNoDay = fault.T("Hãy chọn một ngày.", "Choose a day.")
