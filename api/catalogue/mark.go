package catalogue

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/notice"
	"lienket/api/store"
)

// Marks are the codes of quality marks.
var Marks = []string{"vietgap", "globalgap", "huu-co", "haccp", "iso-22000", "gmp", "halal", "attp", "chi-dan-dia-ly", "nhan-hieu-tap-the"}

// MarkLabels are the marks' names for people.
var MarkLabels = map[string]fault.Text{
	"vietgap":           fault.T("VietGAP", "VietGAP"),
	"globalgap":         fault.T("GlobalG.A.P.", "GlobalG.A.P."),
	"huu-co":            fault.T("Hữu cơ", "Organic"),
	"haccp":             fault.T("HACCP", "HACCP"),
	"iso-22000":         fault.T("ISO 22000", "ISO 22000"),
	"gmp":               fault.T("GMP", "GMP"),
	"halal":             fault.T("Halal", "Halal"),
	"attp":              fault.T("An toàn thực phẩm", "Food safety"),
	"chi-dan-dia-ly":    fault.T("Chỉ dẫn địa lý", "Geographical indication"),
	"nhan-hieu-tap-the": fault.T("Nhãn hiệu tập thể", "Collective mark"),
}

// MarkDetail is the paper behind a quality mark.
type MarkDetail struct {
	Mark      string       `json:"mark"`
	Number    string       `json:"number"`
	Issuer    string       `json:"issuer,omitempty"`
	IssuedAt  measure.Date `json:"issuedAt,omitempty"`
	ExpiresAt measure.Date `json:"expiresAt,omitempty"` // first day it no longer counts, "" for none
}

// RunsOn tells whether the paper has not run out on a day.
func (d *MarkDetail) RunsOn(day measure.Date) bool { return d.ExpiresAt == "" || day < d.ExpiresAt }

const maxMarkDetails = 20

// MarksOn are the marks that the product holds on a day: those without details, and
// those of which one paper runs.
func (p *Product) MarksOn(day measure.Date) []string {
	var held []string
	for _, mark := range p.QualityMarks {
		detailed, runs := false, false
		for i := range p.MarkDetails {
			if d := &p.MarkDetails[i]; d.Mark == mark {
				detailed, runs = true, runs || d.RunsOn(day)
			}
		}
		if runs || !detailed {
			held = append(held, mark)
		}
	}
	return held
}

// setMarks states marks, their papers or both; nil leaves them. A paper's mark is
// one of the product's by that; marks alone drop the papers of others.
func (p *Product) setMarks(marks *[]string, details *[]MarkDetail) {
	if marks != nil {
		p.QualityMarks = slices.Clone(*marks)
	}
	if details == nil {
		p.MarkDetails = slices.DeleteFunc(slices.Clone(p.MarkDetails), func(d MarkDetail) bool { return !slices.Contains(p.QualityMarks, d.Mark) })
		return
	}
	p.MarkDetails = slices.Clone(*details)
	for _, d := range p.MarkDetails {
		if slices.Contains(Marks, d.Mark) { // another is refused by its own field
			p.QualityMarks = append(p.QualityMarks, d.Mark)
		}
	}
}

func (p *Product) checkMarks(check *fault.Check, today measure.Date) {
	p.QualityMarks = CheckMarks(check, "qualityMarks", p.QualityMarks)
	check.That(len(p.MarkDetails) <= maxMarkDetails, "markDetails", "too_many", textTooMany.With(maxMarkDetails))
	seen := map[[2]string]bool{}
	for i := range p.MarkDetails {
		d, at := &p.MarkDetails[i], fmt.Sprintf("markDetails[%d].", i)
		fault.Need(check, d.Mark, slices.Contains(Marks, d.Mark), at+"mark", "not_in_list", textMark.With(d.Mark))
		d.Number = check.Line(at+"number", d.Number, 1, 100)
		d.Issuer = check.Line(at+"issuer", d.Issuer, 0, 200)
		key := [2]string{d.Mark, strings.ToLower(d.Number)}
		check.That(!seen[key], at+"number", "repeated", textMarkTwice)
		seen[key] = true
		if checkDay(check, at+"issuedAt", d.IssuedAt) {
			check.That(d.IssuedAt <= today, at+"issuedAt", "in_future", textIssuedFuture)
		}
		if checkDay(check, at+"expiresAt", d.ExpiresAt) && d.ExpiresAt != "" {
			check.That(d.ExpiresAt > d.IssuedAt, at+"expiresAt", "before_issue", textExpiryOrder)
		}
	}
}

// checkDay notes a fault unless day is one, or none.
func checkDay(check *fault.Check, path string, day measure.Date) bool {
	if day == "" {
		return true
	}
	_, err := measure.ParseDate(string(day))
	_ = check.Take(path, err) // always InvalidInput
	return err == nil
}

// CheckMarks notes unknown marks and returns them sorted, each once.
func CheckMarks(check *fault.Check, path string, marks []string) []string {
	for _, mark := range marks {
		check.That(slices.Contains(Marks, mark), path, "not_in_list", textMark.With(mark))
	}
	marks = slices.Clone(marks)
	slices.Sort(marks)
	return slices.Compact(marks)
}

// lastPapers are, for each mark that runs out, the paper that ends it.
func (p *Product) lastPapers() []MarkDetail {
	last, endless := map[string]MarkDetail{}, map[string]bool{}
	for _, d := range p.MarkDetails {
		endless[d.Mark] = endless[d.Mark] || d.ExpiresAt == ""
		if d.ExpiresAt > last[d.Mark].ExpiresAt {
			last[d.Mark] = d
		}
	}
	maps.DeleteFunc(last, func(mark string, d MarkDetail) bool { return endless[mark] || d.ExpiresAt == "" })
	return slices.SortedFunc(maps.Values(last), func(a, b MarkDetail) int { return strings.Compare(a.Mark, b.Mark) })
}

// markWatch is when something about a product's marks is next to be done: a
// reminder, or a lapse. Its ID is the product's.
type markWatch struct {
	store.Meta `json:",inline"`
	Due        measure.Date `json:"due"`
}

var markWatchSchema = store.Schema{Name: "markwatches", Indexes: []store.Index{{Fields: []string{"due"}}}}

// nextDue is the first day after day on which a paper's holder is reminded or the
// paper runs out, "" for none.
func nextDue(papers []MarkDetail, day measure.Date) measure.Date {
	var next measure.Date
	for _, d := range papers {
		for _, ahead := range append([]int{0}, reminders...) {
			if due := addDays(d.ExpiresAt, -ahead); due > day && (next == "" || due < next) {
				next = due
			}
		}
	}
	return next
}

// watchMarks sets the watch of a product whose papers are new: who reports one that
// runs out soon is reminded at once.
func (s *Service) watchMarks(ctx context.Context, p *Product) error {
	papers, today := p.lastPapers(), s.Today()
	due := nextDue(papers, today)
	for _, d := range papers {
		if left := daysBetween(today, d.ExpiresAt); left > 0 && left <= reminders[len(reminders)-1] {
			due = today
		}
	}
	return s.setMarkWatch(ctx, p.ID, due)
}

func (s *Service) setMarkWatch(ctx context.Context, productID string, due measure.Date) error {
	if due == "" {
		if err := s.markWatches.Delete(ctx, productID); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		return nil
	}
	_, err := s.markWatches.Put(ctx, productID, func(w *markWatch) error { w.Due = due; return nil })
	return err
}

// TendMarks reminds the members of marks that run out soon, 180, 90 and 30 days
// ahead, and takes those that ran out off pages and search; the worker runs it. It
// returns for how many products something was done.
func (s *Service) TendMarks(ctx context.Context) (int, error) {
	for done := 0; ; {
		page, err := s.markWatches.Find(ctx, store.Query{
			Where: store.Range{Field: "due", To: string(s.Today())}, Sort: []string{"due"}, Limit: 100})
		if err != nil || len(page.Items) == 0 {
			return done, err
		}
		for i := range page.Items {
			w := &page.Items[i]
			if err := s.db.Tx(ctx, func(ctx context.Context) error { return s.tendMarks(ctx, w.ID, w.Due) }); err != nil {
				return done, fmt.Errorf("marks of product %s: %w", w.ID, err)
			}
			done++
		}
	}
}

// tendMarks does what fell due since a day and sets the next.
func (s *Service) tendMarks(ctx context.Context, productID string, since measure.Date) error {
	product, err := s.products.Get(ctx, productID)
	if fault.Is(err, fault.NotFound) {
		return s.setMarkWatch(ctx, productID, "")
	}
	if err != nil {
		return err
	}
	today, lapsed, papers := s.Today(), false, product.lastPapers()
	for _, d := range papers {
		left := daysBetween(today, d.ExpiresAt)
		switch {
		case left <= 0 && d.ExpiresAt >= since:
			lapsed = true
			err = s.tellOfMark(ctx, product, d, "lapsed", textMarkLapsed.With(MarkLabels[d.Mark], d.Number, product.Name))
		case left > 0 && left <= reminders[len(reminders)-1]:
			ahead := reminders[slices.IndexFunc(reminders, func(days int) bool { return left <= days })]
			err = s.tellOfMark(ctx, product, d, fmt.Sprintf("lapsing-%d", ahead), textMarkLapsing.With(MarkLabels[d.Mark], d.Number, product.Name, left))
		}
		if err != nil {
			return err
		}
	}
	if lapsed {
		// Its version tells the index that this description is the newer one.
		if _, err := s.products.Update(ctx, productID, func(*Product) error { return nil }); err != nil {
			return err
		}
		if err := s.changed(ctx, productID); err != nil {
			return err
		}
	}
	return s.setMarkWatch(ctx, productID, nextDue(papers, today))
}

// tellOfMark tells an event of a paper once.
func (s *Service) tellOfMark(ctx context.Context, p *Product, d MarkDetail, event string, text fault.Text) error {
	return s.notices.Send(ctx, notice.Members(p.OrganizationID), notice.Message{Kind: "mark", Text: text, Link: productPage(p.ID),
		Key: strings.Join([]string{"mark", p.ID, d.Mark, d.Number, string(d.ExpiresAt), event}, "-")})
}

// productPage is where members work on a product.
func productPage(productID string) string { return "/tai-khoan/san-pham/" + productID }
