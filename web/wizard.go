package web

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/sourcing"
	"lienket/web/view"
)

// wizardMonths is how many months ahead the second step asks about.
const wizardMonths = 12

func (s *Site) askDemand(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	if v.actor.Role != account.Enterprise {
		return account.ErrForbidden
	}
	// A search that found too little fills in the words.
	values := map[string]string{"title": v.query.Get("q"), "keywords": v.query.Get("q"), "unit": "kg", "minStars": "0", "group": v.query.Get("group"),
		"closesAt": string(measure.DateOf(v.site.Clock().AddDate(0, 0, 14)))}
	if stars := v.query.Get("minStars"); slices.Contains([]string{"3", "4", "5"}, stars) {
		values["minStars"] = stars
	}
	if unit := measure.Unit(v.query.Get("unit")); unit.Valid() {
		values["unit"] = string(unit)
	}
	if amount, err := measure.ParseAmount(v.query.Get("amount")); err == nil && amount > 0 {
		for _, month := range v.all("month") {
			if slices.Contains(v.wizardMonths(), measure.Month(month)) {
				values[month] = v.Amount(amount)
			}
		}
	}
	return v.wizard(1, view.Form{Values: values})
}

// postDemand goes a step on or back, or keeps the demand. What was typed in the
// other steps travels in the form, so that nothing is lost without scripts.
func (s *Site) postDemand(v *visit) error {
	if v.actor.Role != account.Enterprise {
		return account.ErrForbidden
	}
	step, err := strconv.Atoi(v.c.FormValue("step"))
	if err != nil || step < 1 || step > 3 {
		step = 1
	}
	form := view.Form{Values: map[string]string{}}
	for _, name := range slices.Concat(v.wizardNames(1), v.wizardNames(2), v.wizardNames(3)) {
		form.Values[name] = v.c.FormValue(name)
	}
	button := v.c.FormValue("go")
	if button == "back" {
		return v.wizard(max(1, step-1), form)
	}
	demand, months, err := v.readDemand(form.Values)
	err = v.together(err, func(context.Context) error { return s.Sourcing.CheckDemand(demand) })
	var refusal *fault.Error
	if err != nil && !errors.As(err, &refusal) {
		return err
	}
	steps := []int{step}
	if step == 3 {
		steps = []int{1, 2, 3}
	}
	for _, at := range steps {
		if refusal != nil && v.fillErrors(&form, refusal, at, months) {
			v.c.Status(422)
			return v.wizard(at, form)
		}
	}
	if step < 3 {
		return v.wizard(step+1, form)
	}
	warnings, err := s.Sourcing.DraftWarnings(v.ctx, demand)
	if err != nil {
		return err
	}
	form.Values[seenWarning] = v.c.FormValue(seenWarning)
	for _, w := range warnings {
		if text := v.Text(w.Message); form.Values[seenWarning] != text {
			form.Warnings = append(form.Warnings, view.FieldError{Name: w.Field, Text: text})
			form.Values[seenWarning] = text
			v.notices = append(v.notices, view.Notice{Kind: "warn", Text: v.T("wizard.warned")})
			return v.wizard(3, form)
		}
	}
	return s.keepDemand(v, demand, button == "draft", form)
}

// seenWarning is the hidden field with the warning that was shown: whoever sends
// the same again means it.
const seenWarning = "seen"

func (s *Site) keepDemand(v *visit, n sourcing.NewDemand, draft bool, form view.Form) error {
	demand, err := s.Sourcing.Ask(v.ctx, v.actor, n)
	if err == nil && !draft {
		if _, err := s.Sourcing.Open(v.ctx, v.actor, demand.ID, 0); err != nil && !fault.Is(err, fault.StateForbids) {
			return err
		} else if err != nil { // not verified yet: the draft is kept
			v.leaveNotice("kept")
			return v.redirect("/nhu-cau/" + demand.ID)
		}
	}
	var refusal *fault.Error
	switch {
	case errors.As(err, &refusal) && refusal.Code == fault.InvalidInput:
		form.Problem = v.Text(refusal.Message)
		v.c.Status(422)
		return v.wizard(3, form)
	case err != nil:
		return err
	}
	v.leaveNotice("saved")
	if n.Visibility == sourcing.InvitedOnly { // nobody sees it yet
		return v.redirect("/nhu-cau/" + demand.ID + "/moi")
	}
	return v.redirect("/nhu-cau/" + demand.ID)
}

// wizardNames are the fields of a step.
func (v *visit) wizardNames(step int) []string {
	switch step {
	case 1:
		return []string{"title", "keywords", "group", "description"}
	case 2:
		names := []string{"unit"}
		for _, month := range v.wizardMonths() {
			names = append(names, string(month))
		}
		return names
	}
	names := []string{"deliveryAreaCode", "closesAt", "priceCeiling", "visibility", "minStars"}
	for _, mark := range catalogue.Marks {
		names = append(names, "mark."+mark)
	}
	return names
}

func (v *visit) wizardMonths() []measure.Month {
	months := make([]measure.Month, wizardMonths)
	for i := range months {
		months[i] = v.month().Add(i + 1)
	}
	return months
}

// readDemand reads the fields; months are those of the amounts that are filled in.
func (v *visit) readDemand(values map[string]string) (n sourcing.NewDemand, months []string, err error) {
	var check fault.Check
	n = sourcing.NewDemand{Title: values["title"], Keywords: values["keywords"], Group: values["group"], Description: values["description"],
		Unit: measure.Unit(values["unit"]), DeliveryAreaCode: values["deliveryAreaCode"], ClosesAt: deadline(values["closesAt"]),
		Visibility: sourcing.Visibility(values["visibility"]), PriceCeiling: v.moneyOf(&check, "priceCeiling", values["priceCeiling"])}
	for _, month := range v.wizardMonths() {
		if amount := v.amountOf(&check, fmt.Sprintf("months[%d].amount", len(months)), values[string(month)]); amount != 0 {
			n.Months = append(n.Months, measure.MonthAmount{Month: month, Amount: amount})
			months = append(months, string(month))
		}
	}
	if n.MinStars, err = strconv.Atoi(values["minStars"]); err != nil {
		n.MinStars = 0
	}
	for _, mark := range catalogue.Marks {
		if values["mark."+mark] != "" {
			n.QualityMarks = append(n.QualityMarks, mark)
		}
	}
	return n, months, check.Err()
}

// fillErrors puts what is wrong with a step's fields into the form, in their order.
func (v *visit) fillErrors(form *view.Form, refusal *fault.Error, step int, months []string) bool {
	for _, name := range v.wizardNames(step) {
		for _, wrong := range refusal.Fields {
			path := wrong.Path
			if strings.HasPrefix(path, "months") {
				path = v.monthAt(path, months)
			}
			if path == name {
				form.Errors = append(form.Errors, view.FieldError{Name: name, Text: v.complaint(name, wrong)})
			}
		}
	}
	return form.Failed()
}

// monthAt is the field of "months[i]...", counting those that are filled in.
func (v *visit) monthAt(path string, months []string) string {
	number, _, _ := strings.Cut(strings.TrimPrefix(path, "months["), "]")
	if at, err := strconv.Atoi(number); err == nil && at < len(months) {
		return months[at]
	}
	return string(v.wizardMonths()[0])
}

func (v *visit) wizard(step int, form view.Form) error {
	action := view.ActionForm{Form: form, Action: "/nhu-cau/moi", Submit: v.T("wizard.next"), Hidden: []view.Option{{Label: "step", Value: strconv.Itoa(step)}}}
	action.CSRF = v.csrf()
	for other := 1; other <= 3; other++ {
		for _, name := range v.wizardNames(other) {
			if value := form.Values[name]; other != step && value != "" {
				action.Hidden = append(action.Hidden, view.Option{Label: name, Value: value})
			}
		}
	}
	if seen := form.Values[seenWarning]; seen != "" {
		action.Hidden = append(action.Hidden, view.Option{Label: seenWarning, Value: seen})
	}
	action.Fields = v.wizardFields(step, measure.Unit(form.Values["unit"]))
	if step == 3 {
		action.Submit = v.T("wizard.publish")
		action.More = []view.Option{{Value: "draft", Label: v.T("wizard.draft")}}
	}
	if step > 1 {
		action.More = append(action.More, view.Option{Value: "back", Label: v.T("wizard.back")})
	}
	title := v.T("wizard.title")
	model := view.RecordModel{Title: title, Lead: v.T("wizard.lead"),
		Crumbs: []view.Crumb{{Label: v.T("nav.demands"), URL: "/nhu-cau"}, {Label: title}},
		Sections: []view.Section{{ID: "step", Title: v.T("wizard.step", "Step", v.Int(int64(step)), "Name", v.T("wizard.step_"+strconv.Itoa(step))),
			Forms: []view.ActionForm{action}}}}
	page := v.page(title)
	page.Nav, page.NoIndex = "/nhu-cau", true
	return v.render(view.Record(page, model))
}

func (v *visit) wizardFields(step int, unit measure.Unit) []view.FormField {
	switch step {
	case 1:
		var groups view.OptionGroup
		for _, code := range catalogue.Groups {
			groups.Options = append(groups.Options, view.Option{Value: code, Label: v.Text(catalogue.GroupLabels[code])})
		}
		return []view.FormField{
			{Input: view.Input{Name: "title", Label: v.T("wizard.what"), Hint: v.T("wizard.what_hint"), MaxLength: "200"}},
			{Input: view.Input{Name: "keywords", Label: v.T("demand.keywords"), Hint: v.T("wizard.keywords_hint"), MaxLength: "300"}},
			{Kind: "select", Empty: v.T("wizard.any_group"), Groups: []view.OptionGroup{groups}, Input: view.Input{Name: "group", Label: v.T("product.group"), Optional: true}},
			{Kind: "area", Input: view.Input{Name: "description", Label: v.T("wizard.more"), Hint: v.T("wizard.more_hint"), Optional: true, MaxLength: "4000"}}}
	case 2:
		var units view.OptionGroup
		for _, d := range []measure.Dimension{measure.Unit("kg").Dimension(), measure.Unit("lit").Dimension()} {
			for _, unit := range measure.UnitsOf(d) {
				units.Options = append(units.Options, view.Option{Value: string(unit), Label: v.Unit(unit)})
			}
		}
		for _, unit := range []measure.Unit{"hop", "chai", "goi", "tui", "lo", "con", "cay", "cai", "san-pham", "luot-khach"} {
			units.Options = append(units.Options, view.Option{Value: string(unit), Label: v.Unit(unit)})
		}
		fields := []view.FormField{{Kind: "select", Groups: []view.OptionGroup{units}, Input: view.Input{Name: "unit", Label: v.T("product.unit")}}}
		for _, month := range v.wizardMonths() {
			fields = append(fields, view.FormField{Group: v.T("wizard.months"), Input: view.Input{Name: string(month), Label: v.T("wizard.month", "Month", v.Month(month)), Mode: "decimal", MaxLength: "20", Optional: true}})
		}
		return fields
	}
	visibilities := view.OptionGroup{Options: []view.Option{{Value: string(sourcing.InvitedOnly), Label: v.T("wizard.invited")}}}
	var stars view.OptionGroup
	for n := range 6 {
		label := v.T("wizard.any_stars")
		if n > 0 {
			label = v.T("stars.of", "Stars", v.Int(int64(n)))
		}
		stars.Options = append(stars.Options, view.Option{Value: strconv.Itoa(n), Label: label})
	}
	fields := []view.FormField{
		{Kind: "select", Empty: v.T("wizard.choose_place"), Groups: v.areaChoice(), Input: view.Input{Name: "deliveryAreaCode", Label: v.T("demands.place")}},
		{Input: view.Input{Name: "closesAt", Label: v.T("demands.closes"), Type: "date"}},
		{Input: view.Input{Name: "priceCeiling", Label: v.T("wizard.ceiling", "Unit", v.Unit(unit)), Hint: v.T("wizard.ceiling_hint"), Mode: "numeric", MaxLength: "20", Optional: true}},
		{Kind: "select", Empty: v.T("wizard.public"), Groups: []view.OptionGroup{visibilities}, Input: view.Input{Name: "visibility", Label: v.T("wizard.visibility"), Hint: v.T("wizard.visibility_hint"), Optional: true}},
		{Kind: "select", Groups: []view.OptionGroup{stars}, Input: view.Input{Name: "minStars", Label: v.T("demand.min_stars")}}}
	for _, mark := range catalogue.Marks {
		fields = append(fields, view.FormField{Kind: "check", Group: v.T("demand.marks"), Input: view.Input{Name: "mark." + mark, Label: v.Text(catalogue.MarkLabels[mark]), Optional: true}})
	}
	return fields
}
