package sourcing

import (
	"cmp"
	"context"
	"slices"

	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
)

// mostNotes is how many products a plan names for one reason; those at a price on
// request are all named.
const mostNotes = 5

// explain says what the plan leaves out, and what stands between it and the whole
// demand.
func (s *Service) explain(ctx context.Context, b *board, p *Plan, q PlanQuery) error {
	if len(p.Shortfall) > 0 {
		if err := s.explainShortfall(ctx, b, p, q); err != nil {
			return err
		}
	}
	counts := map[string]int{}
	for _, note := range b.notes {
		if counts[note.Code]++; note.Code == "price_on_request" || counts[note.Code] <= mostNotes {
			p.Notes = append(p.Notes, note)
		}
	}
	for _, more := range []struct {
		code string
		text fault.Text
	}{{"no_capacity", noteMoreNoCapacity}, {"min_order", noteMoreMinOrder}} {
		if left := counts[more.code] - mostNotes; left > 0 {
			p.Notes = append(p.Notes, PlanNote{Code: more.code, Text: more.text.With(left)})
		}
	}
	for _, line := range p.Lines {
		if len(line.Product.Tiers) > 0 {
			p.Notes = append(p.Notes, PlanNote{"price_tiers", line.Product.ID, noteTiers.With(line.Product.Name)})
		}
	}
	return nil
}

func (s *Service) explainShortfall(ctx context.Context, b *board, p *Plan, q PlanQuery) error {
	switch {
	case b.servants == 0:
		p.Notes = append(p.Notes, PlanNote{Code: "no_candidates", Text: noteNoCandidates})
	case q.MaxSuppliers > 0 && p.Suppliers == q.MaxSuppliers:
		p.Notes = append(p.Notes, PlanNote{Code: "max_suppliers", Text: noteMaxSuppliers.With(q.MaxSuppliers)})
	}
	if len(p.Lines) == 0 {
		why, err := s.whyNothing(ctx, b.demand)
		if err != nil {
			return err
		}
		p.Notes = append(p.Notes, why...)
	}
	worst := slices.MaxFunc(p.Shortfall, func(a, b measure.MonthAmount) int { return cmp.Compare(a.Amount, b.Amount) })
	p.Notes = append(p.Notes, PlanNote{Code: "shortfall", Text: noteShortfall.With(worst.Month, worst.Amount, b.demand.Unit.LabelFor(worst.Amount))})
	return nil
}

// filterNotes name each hard filter by the text of its refusal.
var filterNotes = []struct {
	code   string
	refuse *fault.Text
	text   fault.Text
}{
	{"filtered_group", &textOtherGroup, noteFilteredGroup},
	{"filtered_stars", &textFewStars, noteFilteredStars},
	{"filtered_marks", &textMissingMark, noteFilteredMarks},
	{"filtered_ceiling", &textAboveCeiling, noteFilteredCeiling},
}

// whyNothing counts, filter by filter, the products that the words fit and the
// filter alone would keep out.
func (s *Service) whyNothing(ctx context.Context, demand *Demand) ([]PlanNote, error) {
	named, err := s.named(ctx, demand.unfiltered())
	if err != nil {
		return nil, err
	}
	if len(named) == 0 {
		return []PlanNote{{Code: "no_such_goods", Text: noteNoSuchGoods.With(demand.Keywords)}}, nil
	}
	var notes []PlanNote
	for _, filter := range filterNotes {
		count := 0
		for _, c := range named {
			if slices.Contains(demand.refusals(c.product, s.catalogue.Today()), filter.refuse) {
				count++
			}
		}
		if count > 0 {
			notes = append(notes, PlanNote{Code: filter.code, Text: filter.text.With(count, len(named))})
		}
	}
	return notes, nil
}

// unfiltered is the demand with no filters but words and dimension.
func (d *Demand) unfiltered() *Demand {
	free := *d
	free.Group, free.MinStars, free.QualityMarks, free.PriceCeiling = "", 0, nil, 0
	return &free
}

// refusals are all that Forbids would say, filter by filter.
func (d *Demand) refusals(p *catalogue.Product, day measure.Date) []*fault.Text {
	var all []*fault.Text
	for _, only := range []func(*Demand){
		func(free *Demand) { free.Group = d.Group },
		func(free *Demand) { free.MinStars = d.MinStars },
		func(free *Demand) { free.QualityMarks = d.QualityMarks },
		func(free *Demand) { free.PriceCeiling = d.PriceCeiling },
	} {
		one := d.unfiltered()
		only(one)
		if why := one.Forbids(p, day); why != nil {
			all = append(all, why)
		}
	}
	return all
}
