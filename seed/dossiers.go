package seed

import (
	"regexp"
	"strconv"
	"strings"

	"lienket/api/measure"
	"lienket/api/registry"
)

// linesOf are lines of business by a word of the name; others farm.
var linesOf = []struct{ word, line string }{
	{"công ty", "thuong-mai-dich-vu"}, {"vận tải", "van-tai"}, {"xây dựng", "xay-dung"}, {"du lịch", "du-lich"}, {"thủy sản", "thuy-san"},
	{"nông lâm", "nong-nghiep-tong-hop"}, {"tổng hợp", "nong-nghiep-tong-hop"}, {"lâm nghiệp", "lam-nghiep"}, {"thổ cẩm", "cong-nghiep-tieu-thu-cong-nghiep"},
	{"thủ công", "cong-nghiep-tieu-thu-cong-nghiep"}, {"mây tre", "cong-nghiep-tieu-thu-cong-nghiep"}, {"môi trường", "khac"}, {"dịch vụ", "thuong-mai-dich-vu"},
}

// Certificates of registration: from the one day under the law of 2012, from the
// other under that of 2023. Who is older has been registered anew.
const (
	underLaw2012 measure.Date = "2013-07-01"
	underLaw2023 measure.Date = "2024-07-01"
)

// slipOfCapital is how many organisations there are to one whose capital was written
// in millions, which is warned of.
const slipOfCapital = 80

var (
	membersSaid = regexp.MustCompile(`(\d+) thành viên`)
	foundedSaid = regexp.MustCompile(`năm (\d{4})`)
)

// planDossiers says of every organisation what the register says, as its description
// has it. It throws dice of its own, so that all else stays as it is.
func (p *province) planDossiers() {
	d := newDice(11)
	for i, o := range p.orgs {
		o.Legal = p.dossier(d, o, i)
	}
}

func (p *province) dossier(d *dice, o *org, number int) registry.Legal {
	year, members := saidNumber(foundedSaid, o.About, d.between(2014, 2023)), int64(saidNumber(membersSaid, o.About, d.between(9, 48)))
	legal := registry.Legal{LineOfBusiness: lineOf(o.Name), SizeClass: registry.SizeClasses[d.below(5)/2], ContactPerson: o.director,
		FoundedOn:      measure.Date(strconv.Itoa(year) + "-" + digits(d.between(1, 12), 2) + "-" + digits(d.between(1, 28), 2)),
		Representative: registry.Person{Name: o.director, Position: "Giám đốc", Phone: o.Phone}}
	if o.Kind == registry.Group { // it has no legal personality
		legal.MemberCount, legal.Representative.Position = &members, "Tổ trưởng"
		return legal
	}
	capital := members * int64(d.between(8, 40)) * 1_000_000
	legal.CharterCapital = &capital
	if o.Kind == registry.Enterprise {
		capital = d.step(2_000_000_000, 90_000_000_000, 500_000_000)
		legal.RegistrationNumber, legal.RegistrationDate = o.TaxCode, legal.FoundedOn
		return legal
	}
	if number%slipOfCapital == slipOfCapital/2 {
		capital /= 1_000_000
	}
	legal.Representative.Position = "Chủ tịch Hội đồng quản trị"
	if o.Kind == registry.Cooperative {
		legal.MemberCount = &members
	}
	p.enter(d, o, number, &legal)
	return legal
}

// enter registers a cooperative or a union: most under the law of 2012, with a number
// of its own, some since under that of 2023, whose number is the tax code.
func (p *province) enter(d *dice, o *org, number int, legal *registry.Legal) {
	legal.RegisteredUnder, legal.RegistrationDate = registry.Law2012, legal.FoundedOn
	if legal.RegistrationDate < underLaw2012 {
		legal.RegistrationDate = measure.Date(strconv.Itoa(d.between(2014, 2016)) + string(legal.FoundedOn[4:]))
	}
	legal.RegistrationNumber = "0607" + string(legal.RegistrationDate[2:4]) + digits(1200+number*3, 6)
	if first := p.dayOfDate(underLaw2023); d.chance(40) && o.joined > first+1 {
		legal.RegisteredUnder, legal.RegistrationNumber = registry.Law2023, o.TaxCode
		legal.RegistrationDate = p.date(d.between(first+1, o.joined-1))
	}
}

// saidNumber is the number that a text says, or another.
func saidNumber(pattern *regexp.Regexp, text string, other int) int {
	if said := pattern.FindStringSubmatch(text); said != nil {
		other, _ = strconv.Atoi(said[1])
	}
	return other
}

func lineOf(name string) string {
	name = strings.ToLower(name)
	for _, known := range linesOf {
		if strings.Contains(name, known.word) {
			return known.line
		}
	}
	return "nong-nghiep"
}
