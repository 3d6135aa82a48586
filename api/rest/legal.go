package rest

import (
	"lienket/api/measure"
	"lienket/api/registry"
)

// Person is whom an organisation acts through.
type Person struct {
	Name     string `json:"name,omitempty" maxLength:"120"`
	Position string `json:"position,omitempty" maxLength:"120"`
	Phone    string `json:"phone,omitempty" maxLength:"20" doc:"For members of the organisation and its officers"`
}

// Legal is what the register says of an organisation; what is not known is absent.
type Legal struct {
	RegistrationNumber string             `json:"registrationNumber,omitempty" maxLength:"50"`
	RegistrationDate   Date               `json:"registrationDate,omitempty" doc:"Of the certificate of registration in force"`
	RegisteredUnder    registry.Law       `json:"registeredUnder,omitempty" enum:"luat-2023,luat-2012" doc:"The law on cooperatives; of cooperatives and unions"`
	Representative     *Person            `json:"representative,omitempty" doc:"The legal representative"`
	LineOfBusiness     string             `json:"lineOfBusiness,omitempty" enum:"nong-nghiep,nong-nghiep-tong-hop,lam-nghiep,thuy-san,cong-nghiep-tieu-thu-cong-nghiep,thuong-mai-dich-vu,van-tai,xay-dung,quy-tin-dung,du-lich,khac" doc:"The platform's list, not a classification of any law"`
	LineDetail         string             `json:"lineDetail,omitempty" maxLength:"300"`
	SizeClass          registry.SizeClass `json:"sizeClass,omitempty" enum:"sieu-nho,nho,vua,lon" doc:"As it was classified; never computed here"`
	MemberCount        *int64             `json:"memberCount,omitempty" minimum:"0" maximum:"1000000" doc:"Official members"`
	CharterCapital     *int64             `json:"charterCapital,omitempty" minimum:"0" maximum:"1000000000000000" doc:"VND; for members of the organisation and its officers"`
	ContactPerson      string             `json:"contactPerson,omitempty" maxLength:"120"`
	Website            string             `json:"website,omitempty" maxLength:"300"`
	FoundedOn          Date               `json:"foundedOn,omitempty"`
}

func (l *Legal) value() registry.Legal {
	legal := registry.Legal{
		RegistrationNumber: l.RegistrationNumber, RegistrationDate: l.RegistrationDate.Value(), RegisteredUnder: l.RegisteredUnder,
		LineOfBusiness: l.LineOfBusiness, LineDetail: l.LineDetail, SizeClass: l.SizeClass, MemberCount: l.MemberCount,
		CharterCapital: l.CharterCapital, ContactPerson: l.ContactPerson, Website: l.Website, FoundedOn: l.FoundedOn.Value(),
	}
	if l.Representative != nil {
		legal.Representative = registry.Person(*l.Representative)
	}
	return legal
}

// showLegal leaves out what is not for everybody, unless private.
func showLegal(l *registry.Legal, private bool) Legal {
	shown := Legal{
		RegistrationNumber: l.RegistrationNumber, RegistrationDate: Date(l.RegistrationDate), RegisteredUnder: l.RegisteredUnder,
		LineOfBusiness: l.LineOfBusiness, LineDetail: l.LineDetail, SizeClass: l.SizeClass, MemberCount: l.MemberCount,
		ContactPerson: l.ContactPerson, Website: l.Website, FoundedOn: Date(l.FoundedOn),
	}
	representative := Person(l.Representative)
	if private {
		shown.CharterCapital = l.CharterCapital
	} else {
		representative.Phone = ""
	}
	if representative != (Person{}) {
		shown.Representative = &representative
	}
	return shown
}

// LegalChange alters what the register says; null or "" empties a field.
type LegalChange struct {
	RegistrationNumber *string                      `json:"registrationNumber,omitempty" maxLength:"50"`
	RegistrationDate   Nullable[Date]               `json:"registrationDate,omitempty"`
	RegisteredUnder    Nullable[registry.Law]       `json:"registeredUnder,omitempty" enum:"luat-2023,luat-2012"`
	Representative     *PersonChange                `json:"representative,omitempty"`
	LineOfBusiness     Nullable[string]             `json:"lineOfBusiness,omitempty" enum:"nong-nghiep,nong-nghiep-tong-hop,lam-nghiep,thuy-san,cong-nghiep-tieu-thu-cong-nghiep,thuong-mai-dich-vu,van-tai,xay-dung,quy-tin-dung,du-lich,khac"`
	LineDetail         *string                      `json:"lineDetail,omitempty" maxLength:"300"`
	SizeClass          Nullable[registry.SizeClass] `json:"sizeClass,omitempty" enum:"sieu-nho,nho,vua,lon"`
	MemberCount        Nullable[int64]              `json:"memberCount,omitempty" minimum:"0" maximum:"1000000"`
	CharterCapital     Nullable[int64]              `json:"charterCapital,omitempty" minimum:"0" maximum:"1000000000000000"`
	ContactPerson      *string                      `json:"contactPerson,omitempty" maxLength:"120"`
	Website            *string                      `json:"website,omitempty" maxLength:"300"`
	FoundedOn          Nullable[Date]               `json:"foundedOn,omitempty"`
}

// PersonChange alters a person.
type PersonChange struct {
	Name     *string `json:"name,omitempty" maxLength:"120"`
	Position *string `json:"position,omitempty" maxLength:"120"`
	Phone    *string `json:"phone,omitempty" maxLength:"20"`
}

func (c *LegalChange) value() registry.LegalChange {
	change := registry.LegalChange{
		RegistrationNumber: c.RegistrationNumber, RegistrationDate: (*measure.Date)(c.RegistrationDate.change("")),
		RegisteredUnder: c.RegisteredUnder.change(""), LineOfBusiness: c.LineOfBusiness.change(""), LineDetail: c.LineDetail,
		SizeClass: c.SizeClass.change(""), MemberCount: registry.Number{Set: c.MemberCount.Set, Value: c.MemberCount.Value}, CharterCapital: registry.Number{Set: c.CharterCapital.Set, Value: c.CharterCapital.Value},
		ContactPerson: c.ContactPerson, Website: c.Website, FoundedOn: (*measure.Date)(c.FoundedOn.change("")),
	}
	if c.Representative != nil {
		change.RepresentativeName, change.RepresentativePosition, change.RepresentativePhone =
			c.Representative.Name, c.Representative.Position, c.Representative.Phone
	}
	return change
}
