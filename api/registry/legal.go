package registry

import (
	"net/url"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
)

// Law is the law on cooperatives that a registration was made under.
type Law string

// The laws: Luật Hợp tác xã 23/2012/QH13, in force 2013-07-01, and 17/2023/QH15, in
// force 2024-07-01.
const (
	Law2012 Law = "luat-2012"
	Law2023 Law = "luat-2023"
)

// Laws lists them, the newest first.
var Laws = []Law{Law2023, Law2012}

// LawLabels are the laws' names for people.
var LawLabels = map[Law]fault.Text{
	Law2023: fault.T("Luật Hợp tác xã 2023", "Law on Cooperatives 2023"),
	Law2012: fault.T("Luật Hợp tác xã 2012", "Law on Cooperatives 2012"),
}

const (
	law2012Since measure.Date = "2013-07-01"
	law2023Since measure.Date = "2024-07-01"
)

// leastMembers is how many official members a cooperative needs under the law.
func (l Law) leastMembers() int64 {
	if l == Law2012 {
		return 7
	}
	return leastMembers
}

// SizeClass is an organisation's size as it was classified. It is entered, never
// computed: the thresholds of Nghị định 113/2024/NĐ-CP are unverified.
type SizeClass string

// SizeClasses: siêu nhỏ, nhỏ, vừa, lớn.
var SizeClasses = []SizeClass{"sieu-nho", "nho", "vua", "lon"}

// SizeClassLabels are their names for people.
var SizeClassLabels = map[SizeClass]fault.Text{
	"sieu-nho": fault.T("Siêu nhỏ", "Micro"),
	"nho":      fault.T("Nhỏ", "Small"),
	"vua":      fault.T("Vừa", "Medium"),
	"lon":      fault.T("Lớn", "Large"),
}

// Lines are the codes of lines of business. The list is the platform's, not a
// classification of any law.
var Lines = []string{"nong-nghiep", "nong-nghiep-tong-hop", "lam-nghiep", "thuy-san", "cong-nghiep-tieu-thu-cong-nghiep",
	"thuong-mai-dich-vu", "van-tai", "xay-dung", "quy-tin-dung", "du-lich", "khac"}

// LineLabels are their names for people.
var LineLabels = map[string]fault.Text{
	"nong-nghiep":                      fault.T("Nông nghiệp", "Agriculture"),
	"nong-nghiep-tong-hop":             fault.T("Nông nghiệp tổng hợp", "General agriculture"),
	"lam-nghiep":                       fault.T("Lâm nghiệp", "Forestry"),
	"thuy-san":                         fault.T("Thủy sản", "Fisheries"),
	"cong-nghiep-tieu-thu-cong-nghiep": fault.T("Công nghiệp, tiểu thủ công nghiệp", "Industry and handicrafts"),
	"thuong-mai-dich-vu":               fault.T("Thương mại, dịch vụ", "Trade and services"),
	"van-tai":                          fault.T("Vận tải", "Transport"),
	"xay-dung":                         fault.T("Xây dựng", "Construction"),
	"quy-tin-dung":                     fault.T("Quỹ tín dụng nhân dân", "People's credit fund"),
	"du-lich":                          fault.T("Du lịch", "Tourism"),
	"khac":                             fault.T("Khác", "Other"),
}

// Person is whom an organisation acts through.
type Person struct {
	Name     string `json:"name"`
	Position string `json:"position"`
	Phone    string `json:"phone"`
}

// Legal is what the register says of an organisation. Every part may be missing.
// The representative's phone and the capital are for members and officers alone.
type Legal struct {
	RegistrationNumber string       `json:"registrationNumber,omitempty"`
	RegistrationDate   measure.Date `json:"registrationDate,omitempty"` // of the certificate in force
	RegisteredUnder    Law          `json:"registeredUnder,omitempty"`  // of cooperatives and unions
	Representative     Person       `json:"representative"`
	LineOfBusiness     string       `json:"lineOfBusiness,omitempty"` // one of Lines
	LineDetail         string       `json:"lineDetail,omitempty"`
	SizeClass          SizeClass    `json:"sizeClass,omitempty"`
	MemberCount        *int64       `json:"memberCount,omitempty"`    // official members
	CharterCapital     *int64       `json:"charterCapital,omitempty"` // VND
	ContactPerson      string       `json:"contactPerson,omitempty"`
	Website            string       `json:"website,omitempty"`
	FoundedOn          measure.Date `json:"foundedOn,omitempty"`
}

// Number changes an optional number: Set says that it does, a nil Value removes it.
type Number struct {
	Set   bool
	Value *int64
}

// LegalChange alters Legal; nil leaves a field, "" empties it.
type LegalChange struct {
	RegistrationNumber     *string
	RegistrationDate       *measure.Date
	RegisteredUnder        *Law
	RepresentativeName     *string
	RepresentativePosition *string
	RepresentativePhone    *string
	LineOfBusiness         *string
	LineDetail             *string
	SizeClass              *SizeClass
	MemberCount            Number
	CharterCapital         Number
	ContactPerson          *string
	Website                *string
	FoundedOn              *measure.Date
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

func (l *Legal) apply(change LegalChange) {
	set(&l.RegistrationNumber, change.RegistrationNumber)
	set(&l.RegistrationDate, change.RegistrationDate)
	set(&l.RegisteredUnder, change.RegisteredUnder)
	set(&l.Representative.Name, change.RepresentativeName)
	set(&l.Representative.Position, change.RepresentativePosition)
	set(&l.Representative.Phone, change.RepresentativePhone)
	set(&l.LineOfBusiness, change.LineOfBusiness)
	set(&l.LineDetail, change.LineDetail)
	set(&l.SizeClass, change.SizeClass)
	set(&l.ContactPerson, change.ContactPerson)
	set(&l.Website, change.Website)
	set(&l.FoundedOn, change.FoundedOn)
	if change.MemberCount.Set {
		l.MemberCount = change.MemberCount.Value
	}
	if change.CharterCapital.Set {
		l.CharterCapital = change.CharterCapital.Value
	}
}

// check holds the facts to their limits and writes them as they are kept.
func (l *Legal) check(check *fault.Check, kind Kind, today measure.Date) {
	l.RegistrationNumber = check.Line("registrationNumber", l.RegistrationNumber, 0, 50)
	checkPast(check, "registrationDate", l.RegistrationDate, today)
	checkPast(check, "foundedOn", l.FoundedOn, today)
	l.checkLaw(check, kind)
	l.Representative.Name = check.Line("representative.name", l.Representative.Name, 0, 120)
	l.Representative.Position = check.Line("representative.position", l.Representative.Position, 0, 120)
	l.Representative.Phone = account.CheckPhone(check, "representative.phone", l.Representative.Phone)
	check.That(l.LineOfBusiness == "" || slices.Contains(Lines, l.LineOfBusiness), "lineOfBusiness", "not_in_list", textLine)
	l.LineDetail = check.Line("lineDetail", l.LineDetail, 0, 300)
	check.That(l.SizeClass == "" || slices.Contains(SizeClasses, l.SizeClass), "sizeClass", "not_in_list", textSizeClass)
	checkNumber(check, "memberCount", l.MemberCount, mostPeople)
	checkNumber(check, "charterCapital", l.CharterCapital, mostMoney)
	l.ContactPerson = check.Line("contactPerson", l.ContactPerson, 0, 120)
	l.Website = checkWebsite(check, l.Website)
}

// checkLaw refuses what cannot be: a law for those whom it does not register, and a
// certificate under a law that was not in force yet.
func (l *Legal) checkLaw(check *fault.Check, kind Kind) {
	switch {
	case l.RegisteredUnder == "":
	case !slices.Contains(Laws, l.RegisteredUnder):
		check.Add("registeredUnder", "not_in_list", textLaw)
	case kind != Cooperative && kind != Union:
		check.Add("registeredUnder", "not_for_kind", textLawKind)
	case l.RegisteredUnder == Law2023 && l.RegistrationDate != "" && l.RegistrationDate < law2023Since:
		check.Add("registeredUnder", "not_in_force", textLawLater)
	}
}

func checkPast(check *fault.Check, path string, day, today measure.Date) {
	if day == "" {
		return
	}
	if _, err := measure.ParseDate(string(day)); err != nil {
		_ = check.Take(path, err) // always InvalidInput
		return
	}
	check.That(day <= today, path, "in_future", textFuture)
}

func checkNumber(check *fault.Check, path string, number *int64, most int64) {
	switch {
	case number == nil:
	case *number < 0:
		check.Add(path, "negative", textNegative)
	case *number > most:
		check.Add(path, "out_of_range", textTooMuch)
	}
}

// checkWebsite takes an address with or without http(s):// before it.
func checkWebsite(check *fault.Check, address string) string {
	address = check.Line("website", address, 0, 300)
	if address == "" {
		return ""
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	parsed, err := url.Parse(address)
	good := err == nil && (parsed.Scheme == "http" || parsed.Scheme == "https") && parsed.User == nil &&
		strings.Contains(strings.Trim(parsed.Hostname(), "."), ".") && !strings.ContainsAny(address, " \"<>\\")
	check.That(good, "website", "not_a_url", textWebsite)
	return address
}

// Warnings are what somebody should look at again in the facts of an organisation.
// They refuse nothing, and are for its members and officers.
func (o *Organization) Warnings() []Warning {
	var found []Warning
	warn := func(unusual bool, field, code string, message fault.Text) {
		if unusual {
			found = append(found, Warning{Field: field, Code: code, Message: message})
		}
	}
	least := o.RegisteredUnder.leastMembers()
	warn(o.Kind == Cooperative && o.MemberCount != nil && *o.MemberCount < least, "memberCount", WarnFew, textWarnFew.With(least))
	warn(o.Kind == Union && o.Affiliates < LeastAffiliates, "affiliates", WarnFew, textWarnAffiliates.With(LeastAffiliates))
	dated := o.RegistrationDate != ""
	warn(dated && o.RegisteredUnder == Law2012 && o.RegistrationDate >= law2023Since, "registeredUnder", WarnLaw, textWarnLawOver)
	warn(dated && o.RegisteredUnder == Law2012 && o.RegistrationDate < law2012Since, "registeredUnder", WarnLaw, textWarnLawBefore)
	warn(dated && o.FoundedOn > o.RegistrationDate, "foundedOn", WarnOrder, textWarnFounded)
	warn(o.CharterCapital != nil && *o.CharterCapital > 0 && *o.CharterCapital < million, "charterCapital", WarnUnit, textWarnUnit)
	return found
}
