package seed

import (
	"slices"
	"time"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/measure"
	"lienket/api/registry"
)

// historyMonths is how far back the demo's history reaches.
const historyMonths = 24

// footprint is the code of former Bắc Kạn, which the founding resolution is of.
const footprint = "06@old"

// province is the demo as it is planned.
type province struct {
	Services
	script script
	dice   *dice
	today  time.Time // its midnight in Vietnam; all happens before it
	first  int       // day of the first event, counted from today
	areas  *registry.Areas
	// communes are today's communes of the footprint.
	communes []registry.Area

	officer  *account.Actor
	orgs     []*org
	union    *org
	makers   []*org // cooperatives that list products
	buyers   []*org
	products []*product
	started  map[measure.Date]bool // days on which contracts are started
	names    map[string]bool       // taken
	tax      taxCodes
	// certificates counts them, for their numbers.
	certificates int
}

// org is an organisation as planned; id comes when it is made.
type org struct {
	registry.NewOrganization
	id       string
	userID   string
	director string
	email    string // of the login account, "" for none
	joined   int    // day
	wants    []string
	goods    []*product
}

// actor is whoever acts for the organisation.
func (o *org) actor() account.Actor {
	role := account.Cooperative
	if o.Kind == registry.Enterprise {
		role = account.Enterprise
	}
	user := o.userID
	if user == "" {
		user = "director-" + o.id
	}
	return account.Actor{UserID: user, FullName: o.director, Role: role, OrganizationID: o.id}
}

// product is a product as planned, with what of its capacity is still free.
type product struct {
	catalogue.NewProduct
	good      *good
	org       *org
	id        string
	created   int // day
	published int // day, never if 0
	stars     int // at once from certified on
	certified int // day, never if 0
	lapses    int // day on which the stars end, never if 0
	capacity  map[int][]measure.Amount
	free      map[measure.Month]measure.Amount
}

func (p *product) starsOn(day int) int {
	if p.certified == 0 || day <= p.certified || p.lapses != 0 && day >= p.lapses {
		return 0
	}
	return p.stars
}

// starredFrom reports whether the product has those stars from the first day to
// the last: a certificate may lapse between a demand and its quote.
func (p *product) starredFrom(first, last, stars int) bool {
	return min(p.starsOn(first), p.starsOn(last)) >= stars
}

func newProvince(s Services, now time.Time) *province {
	local := now.In(measure.Vietnam)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, measure.Vietnam)
	p := &province{
		Services: s, dice: newDice(1), today: today, areas: s.Registry.Areas(), officer: new(account.Actor),
		started: map[measure.Date]bool{}, names: map[string]bool{}, tax: taxCodes{},
	}
	p.first = p.dayOf(today.AddDate(0, -historyMonths, 0))
	p.communes = footprintCommunes(p.areas)
	return p
}

func footprintCommunes(areas *registry.Areas) []registry.Area {
	var communes []registry.Area
	for _, area := range areas.Find(registry.AreaFilter{Level: registry.LevelCommune}) {
		if area.ValidTo == "" && slices.Contains(areas.Path(area.Code), footprint) {
			communes = append(communes, area)
		}
	}
	return communes
}

// plan writes the whole script.
func (p *province) plan() {
	p.planAccounts()
	p.planMakers()
	p.planIdle()
	p.planUnion()
	p.planFirms()
	p.planGroups()
	p.planDossiers()
	p.planRatings()
	p.planReports()
	p.planMemberships()
	p.planDuplicates()
	p.planScans()
	p.planBehalf()
	p.planTrade()
	p.planDemands()
	p.planEvents()
	p.planJoint()
	p.planUpkeep()
}

// at is a moment of a day, counted from today.
func (p *province) at(day, hour, minute int) time.Time {
	return p.today.AddDate(0, 0, day).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}

// on is some moment of a day within office hours.
func (p *province) on(day int) time.Time { return p.at(day, p.dice.between(8, 16), p.dice.below(60)) }

func (p *province) dayOf(t time.Time) int { return int(t.Sub(p.today).Hours() / 24) }

func (p *province) date(day int) measure.Date { return measure.DateOf(p.at(day, 12, 0)) }

// month is the month n months from this one.
func (p *province) month(n int) measure.Month { return measure.MonthOf(p.today).Add(n) }

// firstOf is the day on which a month begins, lastOf its last.
func (p *province) firstOf(m measure.Month) int {
	year, month := m.Split()
	return p.dayOf(time.Date(year, time.Month(month), 1, 0, 0, 0, 0, measure.Vietnam))
}

func (p *province) lastOf(m measure.Month) int { return p.firstOf(m.Add(1)) - 1 }

func (p *province) monthOfDay(day int) measure.Month { return measure.MonthOf(p.at(day, 12, 0)) }

// taxOffices are the first two digits of tax codes, by province.
var taxOffices = map[string]int{
	"01": 1, "20": 49, "22": 57, "24": 23, "25": 26, "31": 2, "33": 9, "37": 27, "48": 4, "79": 3,
	"19": 46, footprint: 47,
}

// taxCodes gives out valid tax codes in order, by office, from blocks so high
// that no office has come to them.
type taxCodes map[int]int

func (t taxCodes) take(path []string) string {
	office := 46
	for _, code := range path {
		if known, ok := taxOffices[code]; ok {
			office = known
		}
	}
	for {
		nine := digits(office*10_000_000+9_012_300+t[office], 9)
		t[office] += 7
		if digit, ok := registry.TaxCodeDigit(nine); ok {
			return nine + string(rune('0'+digit))
		}
	}
}

func digits(n, width int) string {
	text := make([]byte, width)
	for i := width - 1; i >= 0; i-- {
		text[i] = byte('0' + n%10)
		n /= 10
	}
	return string(text)
}
