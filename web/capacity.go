package web

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/web/view"
)

// showCapacity asks for a product's capacity in a year, month by month.
func (s *Site) showCapacity(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	return v.capacityPage(v.calendarYear(v.query.Get("nam")), nil)
}

// calendarYear is the year asked for, else the one to come.
func (v *visit) calendarYear(text string) int {
	year, err := strconv.Atoi(text)
	if err != nil || year < 2000 || year > 2100 {
		year, _ = v.month().Split()
		year++
	}
	return year
}

// setCapacity states a year's capacity as typed, copied or spread.
func (s *Site) setCapacity(v *visit) error {
	if redirected, err := v.signedIn(); redirected || err != nil {
		return err
	}
	field, id := v.c.FormValue, v.c.Params("id")
	year, unit := v.calendarYear(field("nam")), measure.Unit(field("unit"))
	var err error
	switch field("action") {
	case "copy":
		_, err = s.Catalogue.CopyCapacity(v.ctx, v.actor, id, year, year-1, 0)
	case "pattern":
		var check fault.Check
		pattern := catalogue.Pattern{Kind: field("kind"), Unit: unit, Total: typed(&check, "total", field("total"))}
		check.That(strings.TrimSpace(field("total")) != "", "total", "required", fault.Required)
		if pattern.Kind == "quarters" {
			pattern.Shares = quarterShares(&check, field("shares"))
		}
		unread := check.Err()
		err = v.together(unread, func(ctx context.Context) error {
			if unread != nil { // a total that stands in fits no contract
				_, err := pattern.Months()
				return err
			}
			_, err := s.Catalogue.SpreadCapacity(ctx, v.actor, id, year, pattern, 0)
			return err
		})
	default:
		var check fault.Check
		months := make([]measure.Amount, 12)
		for i := range months {
			name := monthField(i)
			months[i] = typed(&check, name, field(name))
		}
		if field("same") == "" {
			if err = v.askUnit(&check, id, year, unit, months); err != nil {
				return err
			}
		}
		err = v.together(check.Err(), func(ctx context.Context) error {
			_, err := s.Catalogue.SetCapacity(ctx, v.actor, id, year, unit, months, 0)
			return err
		})
	}
	if err != nil {
		return v.capacityPage(year, err)
	}
	v.leaveNotice("saved")
	return v.redirect(fmt.Sprintf("/tai-khoan/san-pham/%s/cong-suat?nam=%d", id, year))
}

// sameFigures is the code of the question whether another unit was meant with the same
// figures.
const sameFigures = "same_figures"

// askUnit asks by the unit where another one is sent with all figures as they are saved:
// what was 1.000 kg would be 1.000 t.
func (v *visit) askUnit(check *fault.Check, id string, year int, unit measure.Unit, months []measure.Amount) error {
	saved, err := v.site.Catalogue.CapacityOf(v.ctx, v.actor, id, year)
	if err != nil {
		return err
	}
	some := false
	for i, m := range saved.Months {
		if m.Capacity != months[i] {
			return nil
		}
		some = some || m.Capacity > 0
	}
	if some && unit.Valid() && unit != saved.Unit {
		check.Add("unit", sameFigures, textSameFigures.With(saved.Unit.Label(), unit.Label()))
	}
	return nil
}

var textSameFigures = fault.T("Đổi từ %s sang %s mà mọi con số vẫn như cũ. Có đúng là giữ nguyên các con số không? Đúng thì đánh dấu ô bên dưới rồi lưu lại.",
	"The unit changes from %s to %s while all figures stay. Did you mean to keep the figures? If so, tick the box below and save again.")

func monthField(i int) string { return fmt.Sprintf("months[%d]", i) }

var grouped = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?$`)

// typed reads an amount as people here write it: 1.234,5. Nothing is 0; what is no
// amount is told at name, and one stands in for it.
func typed(check *fault.Check, name, text string) measure.Amount {
	text = strings.ReplaceAll(strings.TrimSpace(text), " ", "")
	if text == "" {
		return 0
	}
	if grouped.MatchString(text) {
		text = strings.ReplaceAll(text, ".", "")
	}
	amount, err := measure.ParseAmount(strings.Replace(text, ",", ".", 1))
	var refusal *fault.Error
	if errors.As(err, &refusal) && len(refusal.Fields) > 0 {
		check.Add(name, refusal.Fields[0].Code, refusal.Fields[0].Message)
		return standIn
	}
	return amount
}

// quarterShares reads "20 20 20 40".
func quarterShares(check *fault.Check, text string) []int {
	var shares []int
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" ,;/-%", r) }) {
		share, err := strconv.Atoi(part)
		if err != nil {
			check.Add("shares", "not_a_number", textShare)
			return nil
		}
		shares = append(shares, share)
	}
	return shares
}

var textShare = fault.T("Viết 4 số, ví dụ 20 20 20 40.", "Write 4 numbers, such as 20 20 20 40.")

// capacityPage shows the grid; after a refusal with what was typed.
func (v *visit) capacityPage(year int, refusal error) error {
	id := v.c.Params("id")
	product, err := v.site.Catalogue.Product(v.ctx, v.actor, id)
	if err == nil {
		_, err = v.site.Registry.Manageable(v.ctx, v.actor, product.OrganizationID)
	}
	if err != nil {
		return err
	}
	capacity, err := v.site.Catalogue.CapacityOf(v.ctx, v.actor, id, year)
	if err != nil {
		return err
	}
	model := view.CapacityModel{Product: view.Link{Label: product.Name, URL: "/san-pham/" + id}, Action: "/tai-khoan/san-pham/" + id + "/cong-suat",
		Year: year, Unit: string(capacity.Unit), UnitLabel: v.Text(capacity.Unit.Label())}
	fields := []formField{{"unit", "field.unit"}, {"same", "calendar.same"}, {"total", "calendar.total"}, {"kind", "calendar.kind"}, {"shares", "calendar.shares"}}
	var total catalogue.CapacityMonth
	for i, m := range capacity.Months {
		fields = append(fields, formField{name: monthField(i), label: "calendar.month"})
		model.Months = append(model.Months, v.calendarMonth(m))
		model.Months[i].Name, model.Months[i].Label = monthField(i), v.Month(m.Month)
		total.Capacity, total.Committed, total.Available = total.Capacity+m.Capacity, total.Committed+m.Committed, total.Available+m.Available
	}
	model.Total = v.calendarMonth(total)
	if refusal != nil {
		if model.Form, err = v.refused(asConflict(refusal), fields); err != nil {
			return err
		}
		var asked *fault.Error
		model.Same = v.c.FormValue("same") != "" ||
			errors.As(refusal, &asked) && slices.ContainsFunc(asked.Fields, func(f fault.Field) bool { return f.Code == sameFigures })
		for i := range model.Form.Errors {
			e := &model.Form.Errors[i]
			if at := slices.IndexFunc(model.Months, func(m view.CalendarMonth) bool { return m.Name == e.Name }); at >= 0 {
				e.Label = v.T("wizard.month", "Month", model.Months[at].Label)
			}
		}
	}
	if model.Form.Values != nil && model.Form.Values["kind"] == "" {
		model.Form.Values["kind"] = "even"
	}
	if v.c.FormValue("action") != "" && v.c.FormValue("action") != "save" || refusal == nil {
		if model.Form.Values == nil {
			model.Form.Values = map[string]string{"kind": "even"}
		}
		model.Form.Values["unit"] = string(capacity.Unit)
		for i, m := range capacity.Months {
			model.Form.Values[monthField(i)] = strings.Replace(m.Capacity.String(), ".", ",", 1)
		}
	}
	for _, unit := range measure.Units {
		if unit.Dimension() == product.Unit.Dimension() {
			model.Units = append(model.Units, view.Option{Value: string(unit), Label: v.Text(unit.Label())})
			model.Bases = append(model.Bases, fmt.Sprintf("%s:%d", unit, unit.Base(1)))
		}
	}
	page := v.page(v.T("calendar.title"))
	page.Scripts = []string{"calendar.js"}
	page.NoIndex, model.Form.CSRF = true, v.formToken()
	return v.render(view.Calendar(page, model))
}

func (v *visit) calendarMonth(m catalogue.CapacityMonth) view.CalendarMonth {
	return view.CalendarMonth{Capacity: v.Amount(m.Capacity), Committed: v.Amount(m.Committed), Available: v.Amount(m.Available), Held: int64(m.Committed)}
}

// asConflict makes a refusal that a form can show of one whose status is another
// thing to the API.
func asConflict(err error) error {
	var refusal *fault.Error
	if errors.As(err, &refusal) && (refusal.Code == fault.CapacityExceeded || refusal.Code == fault.NotFound || refusal.Code == fault.TooLarge) {
		copied := *refusal
		copied.Code = fault.Conflict
		return &copied
	}
	return err
}
