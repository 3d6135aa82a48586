package web

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
	"lienket/web/view"
)

const (
	duplicatesPath = "/can-bo/trung-lap"
	duplicatesPage = 20
)

// showDuplicates lists the pairs of records that an officer may find to be one
// organisation, or those that were found to be two.
func (s *Site) showDuplicates(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	dismissed := v.query.Get("da-xem") != ""
	found, err := s.Registry.Duplicates(v.ctx, v.actor, registry.DuplicateFilter{Area: v.query.Get("area"), Dismissed: dismissed,
		Cursor: v.query.Get("cursor"), Limit: duplicatesPage})
	if err != nil {
		return err
	}
	model := view.DuplicatesModel{Dismissed: dismissed, ListURL: duplicatesPath, DismissedURL: duplicatesPath + "?da-xem=1",
		Pager: v.cursorPager(duplicatesPath, found.Next), CSRF: v.formToken()}
	for i := range found.Items {
		model.Pairs = append(model.Pairs, v.duplicate(&found.Items[i]))
	}
	page := v.page(v.T("duplicates.title"))
	page.NoIndex = true
	return v.render(view.Duplicates(page, model))
}

func pairPath(kept, absorbed string) string { return duplicatesPath + "/" + kept + "/" + absorbed }

func (v *visit) duplicate(d *registry.Duplicate) view.DuplicatePair {
	kept, absorbed := d.One, d.Other
	if kept.Status != registry.Verified && absorbed.Status == registry.Verified {
		kept, absorbed = absorbed, kept
	}
	pair := view.DuplicatePair{URL: pairPath(kept.ID, absorbed.ID), Sides: []view.OrganizationItem{v.organization(kept), v.organization(absorbed)}}
	for _, reason := range d.Reasons {
		pair.Reasons = append(pair.Reasons, v.Text(reason.Text))
	}
	if d.Dismissed != nil {
		pair.Note = v.T("duplicates.decided", "By", d.Dismissed.ByName, "Date", v.Date(measure.DateOf(d.Dismissed.CreatedAt.Time)))
		if d.Dismissed.Note != "" {
			pair.Note += " " + d.Dismissed.Note
		}
	}
	return pair
}

// showDuplicate compares two records and says what their merge would do.
func (s *Site) showDuplicate(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.mergePage(view.Form{})
}

// decideDuplicate merges the two, or records that they are two, or takes that back.
func (s *Site) decideDuplicate(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	kept, absorbed := v.c.Params("kept"), v.c.Params("absorbed")
	var err error
	to, notice := duplicatesPath, "saved"
	switch v.c.FormValue("action") {
	case "dismiss":
		_, err = s.Registry.Distinguish(v.ctx, v.actor, kept, absorbed, v.c.FormValue("note"))
	case "restore":
		_, err = s.Registry.Reconsider(v.ctx, v.actor, kept, absorbed)
	default:
		to, notice = "/htx/"+kept, "merged"
		err = v.merge(kept, absorbed)
	}
	stale := fault.Is(err, fault.VersionMismatch)
	if stale {
		err = fault.New(fault.Conflict, textPairChanged)
	}
	switch {
	case stale, fault.Is(err, fault.InvalidInput), fault.Is(err, fault.StateForbids):
		form, err := v.refused(err, []formField{{"reason", "duplicates.reason"}, {"confirmed", "duplicates.confirm_label"}})
		if err != nil {
			return err
		}
		if stale { // what was confirmed is no more
			delete(form.Values, "confirmed")
			v.c.Status(fiber.StatusConflict)
		}
		return v.mergePage(form)
	case err != nil:
		return err
	}
	v.leaveNotice(notice)
	return v.redirect(to)
}

var textPairChanged = fault.T("Một trong hai hồ sơ vừa thay đổi. Hãy xem lại rồi xác nhận lần nữa.",
	"One of the two records has just changed. Look at them again and confirm once more.")

var textTick = fault.T("Hãy đánh dấu ô này.", "Tick this box.")

// merge does what was looked at: a record that has changed since is looked at again.
func (v *visit) merge(kept, absorbed string) error {
	var check fault.Check
	check.That(v.c.FormValue("confirmed") != "", "confirmed", "required", textTick)
	check.That(v.c.FormValue("reason") != "", "reason", "required", fault.Required)
	if err := check.Err(); err != nil {
		return err
	}
	_, err := v.site.Registry.Merge(v.ctx, v.actor, kept, v.typedVersion("version"), registry.NewMerge{AbsorbedID: absorbed,
		Reason: v.c.FormValue("reason"), Choices: v.typedChoices(), AbsorbedVersion: v.typedVersion("absorbedVersion")})
	return err
}

// typedVersion is a version that a form was shown with; what is none fits no record.
func (v *visit) typedVersion(name string) int64 {
	version, err := strconv.ParseInt(v.c.FormValue(name), 10, 64)
	if err != nil || version <= 0 {
		return -1
	}
	return version
}

// choicePrefix begins the names of the inputs that say of which record a value comes.
const choicePrefix = "choice."

func (v *visit) typedChoices() map[string]string {
	choices := map[string]string{}
	for key, value := range v.c.Request().PostArgs().All() {
		if name, found := strings.CutPrefix(string(key), choicePrefix); found {
			choices[name] = string(value)
		}
	}
	return choices
}

func (v *visit) mergePage(form view.Form) error {
	kept, absorbed := v.c.Params("kept"), v.c.Params("absorbed")
	choices := v.typedChoices()
	m, err := v.site.Registry.Merge(v.ctx, v.actor, kept, 0, registry.NewMerge{AbsorbedID: absorbed, Choices: choices, DryRun: true})
	if fault.Is(err, fault.InvalidInput) && len(choices) > 0 { // choices of no field
		m, err = v.site.Registry.Merge(v.ctx, v.actor, kept, 0, registry.NewMerge{AbsorbedID: absorbed, DryRun: true})
	}
	if err != nil {
		return err
	}
	if m.Done {
		return v.redirect("/htx/" + kept)
	}
	model := view.MergeModel{Form: form, Action: pairPath(kept, absorbed), SwapURL: pairPath(absorbed, kept), ListURL: duplicatesPath,
		Kept: v.organization(m.Kept), Absorbed: v.organization(m.Absorbed),
		Version: strconv.FormatInt(m.Kept.Version, 10), AbsorbedVersion: strconv.FormatInt(m.Absorbed.Version, 10)}
	model.Form.CSRF = v.formToken()
	for _, field := range m.Fields {
		model.Fields = append(model.Fields, view.MergeField{Name: choicePrefix + field.Name, Label: v.Text(registry.MergeFieldLabels[field.Name]),
			Kept: v.fieldValue(field.Name, field.Kept), Absorbed: v.fieldValue(field.Name, field.Absorbed), FromAbsorbed: field.From == registry.FromAbsorbed})
	}
	for _, moved := range m.Moves {
		model.Moves = append(model.Moves, view.Figure{Label: v.Text(registry.MergeLabels[moved.Kind]), Value: strconv.Itoa(moved.Count)})
	}
	model.NobodyJoins = !m.Trusted
	for _, member := range m.People {
		model.People = append(model.People, v.mergePerson(member))
	}
	for _, obstacle := range m.Obstacles {
		model.Obstacles = append(model.Obstacles, v.Text(obstacle.Text))
	}
	page := v.page(v.T("duplicates.compare"))
	page.NoIndex = true
	return v.render(view.Merge(page, model))
}

func (v *visit) mergePerson(m registry.MergedMember) view.MergePerson {
	person := view.MergePerson{Name: m.User.FullName, Email: m.User.Email, Role: v.T("position." + string(m.Before)), After: v.T("duplicates.stays_out")}
	if m.After != "" {
		person.After = v.T("duplicates.joins_" + string(m.After))
	}
	return person
}

// fieldValue is a value of a record in words.
func (v *visit) fieldValue(name, value string) string {
	switch name {
	case "lineOfBusiness":
		return v.labelled(registry.LineLabels[value], value)
	case "sizeClass":
		return v.labelled(registry.SizeClassLabels[registry.SizeClass(value)], value)
	case "registeredUnder":
		return v.labelled(registry.LawLabels[registry.Law(value)], value)
	case "registrationDate", "foundedOn":
		if value != "" {
			return v.Date(measure.Date(value))
		}
	}
	return value
}

func (v *visit) labelled(label fault.Text, code string) string {
	if label.VI == "" {
		return code
	}
	return v.Text(label)
}
