package seed

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
)

// merger is the day from which Thái Nguyên issues what Bắc Kạn and its districts
// did before; ministries were merged on the other.
const (
	merger         measure.Date = "2025-07-01"
	ministryMerger measure.Date = "2025-03-01"
	criteria2023   measure.Date = "2023-02-24"
)

// certificate is one as its holder reports it. Who issued it follows from the
// day and the stars.
func (p *province) certificate(issued int, score measure.Amount, o *org) catalogue.NewCertificate {
	d, date := p.dice, p.date(issued)
	c := catalogue.NewCertificate{IssuedAt: date, Score: score, CriteriaVersion: "qd-148-2023"}
	if date < criteria2023 {
		c.CriteriaVersion = "qd-1048-2019"
	}
	code, province := "06", "UBND tỉnh Bắc Kạn"
	if date >= merger {
		code, province = "19", "UBND tỉnh Thái Nguyên"
	}
	p.certificates++
	c.Number = fmt.Sprintf("OCOP-%s-%s-%04d", code, date[:4], p.certificates)
	c.Issuer, c.DecisionNumber = province, fmt.Sprintf("%d/QĐ-UBND", d.between(180, 2900))
	switch {
	case score >= 90_000 && date >= ministryMerger:
		c.Issuer, c.DecisionNumber = "Bộ Nông nghiệp và Môi trường", fmt.Sprintf("%d/QĐ-BNNMT", d.between(200, 4200))
	case score >= 90_000:
		c.Issuer, c.DecisionNumber = "Bộ Nông nghiệp và Phát triển nông thôn", fmt.Sprintf("%d/QĐ-BNN-VPĐP", d.between(200, 4200))
	case score < 70_000 && date < merger:
		c.Issuer = "UBND " + lowerLevel(p.formerDistrict(o.AreaCode))
	}
	return c
}

func (p *province) formerDistrict(commune string) string {
	for _, code := range p.areas.Path(commune) {
		if area, _ := p.areas.Get(code); area.Level == registry.LevelDistrict {
			return area.Name
		}
	}
	return "Tỉnh Bắc Kạn"
}

// score is a random one of those that give so many stars, with one decimal.
func (p *province) score(stars int) measure.Amount {
	low, high := 500, 699
	switch stars {
	case 4:
		low, high = 700, 868
	case 5:
		low, high = 900, 934
	}
	return measure.Amount(p.dice.between(low, high) * 100)
}

// currentCertificate is one that still runs today; some will not for long. Of
// the holders' products two have five stars and about a fifth four.
func (p *province) currentCertificate(product *product, holder, nth int) catalogue.NewCertificate {
	stars := 3
	switch {
	case (holder == 0 || holder == 6) && nth == 0:
		stars = 5
	case holder == 0 && nth < 3 || p.dice.chance(20):
		stars = 4
	}
	return p.certificate(-p.dice.between(40, 1050), p.score(stars), product.org)
}

// certify has the certificate reported and, some days later, verified.
func (p *province) certify(product *product, c catalogue.NewCertificate) {
	issued := p.dayOfDate(c.IssuedAt)
	reported := max(product.created+1, issued+p.dice.between(2, 10))
	id := p.report(product, c, reported)
	product.certified = reported + p.dice.between(2, 6)
	product.stars = catalogue.StarsOf(c.Score)
	if lapses := p.dayOfDate(c.IssuedAt.AddMonths(36)); lapses < 0 {
		product.lapses = lapses
	}
	p.script.add(p.at(product.certified, 14, 0), "verify "+c.Number, func(ctx context.Context) error {
		_, err := p.Catalogue.VerifyCertificate(ctx, *p.officer, *id, "approve", "", 0)
		return err
	})
}

// refuse has the certificate reported and turned down.
func (p *province) refuse(product *product, c catalogue.NewCertificate) {
	id := p.report(product, c, product.created+1)
	p.script.add(p.at(product.created+4, 14, 0), "refuse "+c.Number, func(ctx context.Context) error {
		_, err := p.Catalogue.VerifyCertificate(ctx, *p.officer, *id, "reject", "Số quyết định không khớp với danh sách của tỉnh, đề nghị kiểm tra lại bản gốc.", 0)
		return err
	})
}

// report returns where the certificate's ID will be.
func (p *province) report(product *product, c catalogue.NewCertificate, day int) *string {
	id := new(string)
	p.script.add(p.at(max(day, product.created+1), 9, 30), "certificate "+c.Number, func(ctx context.Context) error {
		made, err := p.Catalogue.Certify(ctx, product.org.actor(), product.id, c)
		if err == nil {
			*id = made.ID
		}
		return err
	})
	return id
}

func (p *province) dayOfDate(date measure.Date) int {
	t, err := time.ParseInLocation(time.DateOnly, string(date), measure.Vietnam)
	if err != nil {
		panic("seed: " + err.Error())
	}
	return p.dayOf(t)
}

// Ratings of last year: of 210 countersigned ones 150 are khá or tốt, which is
// 71.4 %; so are 10 of the 14 that cooperatives have entered and no officer seen.
const (
	ratedGood     = 55
	ratedFair     = 95
	ratedAverage  = 42
	ratedWeak     = 18
	selfFair      = 10
	selfAverage   = 4
	ratingsByUs   = ratedGood + ratedFair + ratedAverage + ratedWeak
	ratingsByThem = selfFair + selfAverage
)

func (p *province) planRatings() {
	var rated []*org
	for _, o := range p.orgs {
		if o.Kind == registry.Cooperative {
			rated = append(rated, o)
		}
	}
	weak := slices.Clone(rated[holders:])
	shuffle(p.dice, weak)
	// Who was there first is rated; holders do well.
	slices.SortStableFunc(weak[100:], func(a, b *org) int { return a.joined - b.joined })
	rated = append(slices.Clone(rated[:holders]), weak...)
	shuffle(p.dice, rated[1:ratedGood+ratedFair])
	year := p.today.Year() - 1
	for i, o := range rated[:ratingsByUs] {
		p.rate(o, year, p.ratingScore(i), true)
		if o.joined < p.first+60 {
			p.rate(o, year-1, max(p.ratingScore(i)-measure.Amount(p.dice.between(0, 60))*100, 0), true)
		}
	}
	for i, o := range rated[ratingsByUs : ratingsByUs+ratingsByThem] {
		score := measure.Amount(p.dice.between(660, 780) * 100)
		if i >= selfFair {
			score = measure.Amount(p.dice.between(510, 640) * 100)
		}
		p.rate(o, year, score, false)
	}
}

func (p *province) ratingScore(i int) measure.Amount {
	low, high := 300, 495
	switch {
	case i < ratedGood:
		low, high = 800, 955
	case i < ratedGood+ratedFair:
		low, high = 650, 795
	case i < ratedGood+ratedFair+ratedAverage:
		low, high = 500, 645
	}
	return measure.Amount(p.dice.between(low, high) * 100)
}

// rate enters the score in the spring that follows the year.
func (p *province) rate(o *org, year int, score measure.Amount, byOfficer bool) {
	spring := p.firstOf(measure.MonthAt(year+1, 3))
	day := min(max(spring+p.dice.between(0, 45), o.joined+3), -1)
	p.script.add(p.on(day), fmt.Sprintf("rate %s %d", o.Name, year), func(ctx context.Context) error {
		actor := o.actor()
		if byOfficer {
			actor = *p.officer
		}
		_, err := p.Registry.Rate(ctx, actor, o.id, year, score)
		return err
	})
}

// planUpkeep is what the worker does on its own: certificates lapse, contracts
// begin.
func (p *province) planUpkeep() {
	for day := p.first + 30; day < 0; day += 30 {
		p.lapse(day)
	}
	p.lapse(-1)
	days := make([]string, 0, len(p.started))
	for day := range p.started {
		days = append(days, string(day))
	}
	slices.SortFunc(days, strings.Compare)
	for _, day := range days {
		p.script.add(p.at(p.dayOfDate(measure.Date(day)), 0, 10), "start contracts", func(ctx context.Context) error {
			_, err := p.Linkage.StartDue(ctx)
			return err
		})
	}
}

func (p *province) lapse(day int) {
	p.script.add(p.at(day, 0, 5), "lapse certificates", func(ctx context.Context) error {
		_, err := p.Catalogue.LapseCertificates(ctx)
		return err
	})
}
