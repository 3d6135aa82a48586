package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/registry"
	"lienket/web/view"
)

// ratingYear is the year asked for, else the last one.
func (v *visit) ratingYear(text string) int {
	year, err := strconv.Atoi(text)
	if err != nil || year < registry.ReportsSince || year > v.thisYear() {
		year = v.thisYear() - 1
	}
	return year
}

// showAssessment asks a cooperative for its points.
func (s *Site) showAssessment(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	if v.actor.OrganizationID == "" {
		return v.redirect("/can-bo/xep-loai")
	}
	if _, err := s.Registry.Manageable(v.ctx, v.actor, v.actor.OrganizationID); err != nil {
		return err
	}
	return v.ratingPage(v.actor.OrganizationID, v.ratingYear(v.query.Get("nam")), nil)
}

// assess keeps the points as far as they are given, and shows their sum.
func (s *Site) assess(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	year := v.ratingYear(v.c.FormValue("nam"))
	assessment := registry.Assessment{Excluded: registry.Exclusion(v.c.FormValue("excluded"))}
	var err error
	if assessment.Excluded == "" {
		assessment.Points, err = v.typedPoints("note")
	}
	err = v.together(err, func(ctx context.Context) error {
		_, err := s.Registry.Assess(ctx, v.actor, v.actor.OrganizationID, year, assessment, 0)
		return atInputs(err, assessment.Points)
	})
	if err != nil {
		return v.ratingPage(v.actor.OrganizationID, year, err)
	}
	v.leaveNotice("saved")
	return v.redirect(fmt.Sprintf("/tai-khoan/xep-loai?nam=%d", year))
}

func pointsField(number int) string { return fmt.Sprintf("points-%d", number) }
func noteField(number int) string   { return fmt.Sprintf("note-%d", number) }

// typedPoints reads the criteria that have points. Refusals name the inputs.
func (v *visit) typedPoints(as string) ([]registry.CriterionPoints, error) {
	var check fault.Check
	var list []registry.CriterionPoints
	for _, c := range registry.Criteria {
		text := v.c.FormValue(pointsField(c.Number))
		if text == "" {
			continue
		}
		p := registry.CriterionPoints{Number: c.Number, Points: typed(&check, pointsField(c.Number), text)}
		if p.Points > c.Most() {
			check.Add(pointsField(c.Number), "out_of_range", textMostPoints.With(c.Most()))
		}
		if p.Evidence = v.c.FormValue(noteField(c.Number)); as == "reason" {
			p.Reason, p.Evidence = p.Evidence, ""
		}
		list = append(list, p)
	}
	return list, check.Err()
}

// atInputs has a refusal name the inputs of the criteria that were sent.
func atInputs(err error, sent []registry.CriterionPoints) error {
	var refusal *fault.Error
	if !errors.As(err, &refusal) {
		return err
	}
	inputs := map[string]string{}
	for i, p := range sent {
		path := fmt.Sprintf("criteria[%d].", i)
		inputs[path+"number"], inputs[path+"points"] = pointsField(p.Number), pointsField(p.Number)
		inputs[path+"reason"], inputs[path+"evidence"] = noteField(p.Number), noteField(p.Number)
	}
	copied := *refusal
	copied.Fields = slices.Clone(refusal.Fields)
	for i := range copied.Fields {
		copied.Fields[i].Path = cmp.Or(inputs[copied.Fields[i].Path], copied.Fields[i].Path)
	}
	return &copied
}

var textMostPoints = fault.T("Tối đa %s điểm.", "At most %s {point|points}.")

// showWaitingRatings lists what waits for an officer.
func (s *Site) showWaitingRatings(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	found, err := s.Registry.WaitingRatings(v.ctx, v.actor, v.query.Get("area"), v.query.Get("cursor"), listPage)
	if err != nil {
		return err
	}
	table := view.Table{Caption: v.T("rate.waiting"), Columns: []view.Column{{Label: v.T("workspace.col_name")}, {Label: v.T("report.year"), Number: true},
		{Label: v.T("rate.score"), Number: true}, {Label: v.T("rate.answered"), Number: true}}}
	for i := range found.Items {
		r := &found.Items[i]
		organization, err := s.Registry.Lookup(v.ctx, r.OrganizationID)
		if err != nil {
			return err
		}
		answered := fmt.Sprintf("%d/%d", len(r.Points), len(registry.Criteria))
		if r.Whole() {
			answered = v.T("rate.whole_short")
		}
		table.Rows = append(table.Rows, view.Row{URL: countersignPath(organization.ID, r.Year), Cells: []string{organization.Name,
			strconv.Itoa(r.Year), v.Amount(r.Score), answered}})
	}
	page := v.page(v.T("rate.officer_title"))
	page.NoIndex = true
	return v.render(view.List(page, view.ListModel{Title: v.T("rate.officer_title"), Lead: v.T("rate.officer_lead"), Table: table,
		Crumbs:    []view.Crumb{{Label: v.T("workspace.title"), URL: "/tai-khoan"}, {Label: v.T("rate.officer_title")}},
		Empty:     view.EmptyState{Title: v.T("rate.none_title"), Text: v.T("rate.none_text"), Links: []view.Link{{Label: v.T("report.overview"), URL: "/can-bo/bao-cao"}}},
		Downloads: v.downloads("xep-loai"), Pager: v.cursorPager("/can-bo/xep-loai", found.Next)}))
}

func countersignPath(id string, year int) string {
	return fmt.Sprintf("/can-bo/xep-loai/%s/%d", id, year)
}

// showCountersign shows an officer a self-assessment.
func (s *Site) showCountersign(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	year, err := v.pathYear()
	if err == nil {
		err = v.actor.Require(account.Officer)
	}
	if err == nil {
		_, err = s.Registry.Manageable(v.ctx, v.actor, v.c.Params("id"))
	}
	if err != nil {
		return err
	}
	return v.ratingPage(v.c.Params("id"), year, nil)
}

// countersign is the officer's word on it.
func (s *Site) countersign(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	year, err := v.pathYear()
	if err != nil {
		return err
	}
	id := v.c.Params("id")
	if _, err := s.Registry.Manageable(v.ctx, v.actor, id); err != nil {
		return err
	}
	changes, err := v.typedPoints("reason")
	err = v.together(err, func(ctx context.Context) error {
		_, err := s.Registry.Countersign(ctx, v.actor, id, year, changes, 0)
		return atInputs(err, changes)
	})
	if err != nil {
		return v.ratingPage(id, year, err)
	}
	v.leaveNotice("saved")
	return v.redirect(countersignPath(id, year))
}

// ratingPage shows the criteria with their points; after a refusal with what was
// typed.
func (v *visit) ratingPage(id string, year int, refusal error) error {
	organization, err := v.site.Registry.Lookup(v.ctx, id)
	if err != nil {
		return err
	}
	rating, err := v.site.Registry.Rating(v.ctx, v.actor, id, year)
	if fault.Is(err, fault.NotFound) {
		rating, err = &registry.Rating{Year: year}, nil
	}
	if err != nil {
		return err
	}
	officer := v.actor.Role == account.Officer || v.actor.Role == account.Admin
	model := view.RatingModel{Organization: view.Link{Label: organization.Name, URL: "/htx/" + id}, Officer: officer, Year: year,
		Action: "/tai-khoan/xep-loai", Score: v.Amount(rating.Score), Band: string(rating.Band), Excluded: string(rating.Excluded),
		Signed: rating.Countersigned != nil, Answered: len(rating.Points), All: len(registry.Criteria), Whole: rating.Whole(), Form: view.Form{Values: map[string]string{"excluded": string(rating.Excluded)}}}
	if officer {
		model.Action = countersignPath(id, year)
	} else {
		model.Downloads = v.downloads("xep-loai")
	}
	model.CanSign = rating.Revision > 0 && (rating.Complete() || rating.Excluded != "" || rating.Criteria == "")
	model.Closed = !officer && model.Signed
	given := map[int]registry.CriterionPoints{}
	for _, p := range rating.Points {
		given[p.Number] = p
	}
	fields := []formField{{"excluded", "rate.excluded"}, {"criteria", "rate.criteria"}}
	var group registry.CriteriaGroup
	for _, c := range registry.Criteria {
		item := view.Criterion{Number: c.Number, Points: pointsField(c.Number), Note: noteField(c.Number), Name: v.Text(c.Name), Help: v.Text(c.Help), Most: v.Amount(c.Most())}
		fields = append(fields, formField{item.Points, "rate.points"}, formField{item.Note, "rate.evidence"})
		if p, known := given[c.Number]; known {
			item.Own, item.Evidence, item.Reason, item.Final = v.Amount(p.Own), p.Evidence, p.Reason, v.Amount(p.Points)
			model.Form.Values[item.Points], model.Form.Values[item.Note] = v.Amount(p.Points), p.Evidence
			if officer {
				model.Form.Values[item.Note] = p.Reason
			}
		}
		if officer && item.Own == "" { // which nobody has given points
			continue
		}
		if c.GroupOf() != group {
			group = c.GroupOf()
			item.Group, item.GroupMost = v.Text(group.Name), v.Amount(group.Max)
		}
		model.Criteria = append(model.Criteria, item)
	}
	if refusal != nil {
		if model.Form, err = v.refused(refusal, fields); err != nil {
			return err
		}
		for i := range model.Form.Errors { // which of the 15 is meant
			for _, c := range registry.Criteria {
				if e := &model.Form.Errors[i]; e.Name == pointsField(c.Number) || e.Name == noteField(c.Number) {
					e.Label = strconv.Itoa(c.Number) + ". " + v.Text(c.Name)
				}
			}
		}
	}
	page := v.page(v.T("rate.of_year", "Year", strconv.Itoa(year)))
	page.NoIndex, model.Form.CSRF = true, v.formToken()
	return v.render(view.Rating(page, model))
}
