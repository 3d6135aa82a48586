// Package registry is the province's database of cooperatives, unions, groups
// and enterprises, and of the places they are in.
package registry

import (
	"regexp"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/store"
	"lienket/search"
)

// Kind is what an organisation is in law.
type Kind string

// Kinds: hợp tác xã, liên hiệp hợp tác xã, tổ hợp tác, doanh nghiệp.
const (
	Cooperative Kind = "cooperative"
	Union       Kind = "union"
	Group       Kind = "group"
	Enterprise  Kind = "enterprise"
)

// Kinds lists them all.
var Kinds = []Kind{Cooperative, Union, Group, Enterprise}

// Supplies reports whether organisations of that kind list products.
func (k Kind) Supplies() bool { return k == Cooperative || k == Union || k == Group }

// Status is where an organisation stands with the authority.
type Status string

// Statuses. Only a verified organisation publishes or signs. A merged one is a
// duplicate that lives on in another.
const (
	Pending   Status = "pending"
	Verified  Status = "verified"
	Rejected  Status = "rejected"
	Suspended Status = "suspended"
	Dissolved Status = "dissolved"
	Merged    Status = "merged"
)

// Statuses lists them all.
var Statuses = []Status{Pending, Verified, Rejected, Suspended, Dissolved, Merged}

// public reports whether everybody may see that an organisation of that status is
// there: what has once been verified stays known, since contracts name it.
func (s Status) public() bool {
	return s == Verified || s == Suspended || s == Dissolved || s == Merged
}

// Organization is a cooperative, a union, a group or an enterprise.
type Organization struct {
	store.Meta `json:",inline"`
	Kind       Kind     `json:"kind"`
	Name       string   `json:"name"`
	SortName   string   `json:"sortName"`
	TaxCode    string   `json:"taxCode,omitempty"`
	AreaCode   string   `json:"areaCode"`
	Areas      []string `json:"areas"` // AreaCode and all above it
	Address    string   `json:"address"`
	Phone      string   `json:"phone"`
	Email      string   `json:"email"`
	About      string   `json:"about"`
	Legal      `json:",inline"`
	Status     Status    `json:"status"`
	Decision   *Decision `json:"decision,omitempty"`
	// Standing says why and since when it is suspended or dissolved.
	Standing *Standing `json:"standing,omitempty"`
	// MergedInto is the organisation that a merged one lives on in.
	MergedInto string `json:"mergedInto,omitempty"`
	// Absorbed are those that were merged into it.
	Absorbed []string `json:"absorbed,omitempty"`
	// Rating is the latest countersigned quality rating, "" for none.
	Rating     Band `json:"rating"`
	RatingYear int  `json:"ratingYear"`
	// Affiliates is how many cooperatives are confirmed members of a union.
	Affiliates int `json:"affiliates,omitempty"`
	// Keys are what it is found by, of the version Keyed.
	Keys  []string `json:"keys"`
	Keyed int      `json:"keyed"`

	// Of one that is planned: how it comes to be verified, and the areas that it leaves.
	entry *Move
	left  []string
}

// Standing is an officer's reason and the day from which it holds.
type Standing struct {
	Reason string       `json:"reason"`
	Date   measure.Date `json:"date"`
}

// Decision is what an officer decided, when and why.
type Decision struct {
	Approved bool          `json:"approved"`
	Note     string        `json:"note"`
	By       string        `json:"by"`
	At       store.Instant `json:"at"`
}

var organizationSchema = store.Schema{Name: "organizations", Indexes: []store.Index{
	{Fields: []string{"taxCode"}, Unique: true},
	{Fields: []string{"sortName"}},
	{Fields: []string{"areas", "status", "createdAt"}, Multi: "areas"},
	{Fields: []string{"status", "createdAt"}},
	{Fields: append([]string{"keys", "sortName"}, facets...), Multi: "keys"},
	{Fields: append([]string{"keys", "-updatedAt"}, facets...), Multi: "keys"},
	{Fields: []string{"keyed"}},
}}

// OrganizationChange is what a member may change; nil leaves a field.
type OrganizationChange struct {
	Name     *string
	TaxCode  *string
	AreaCode *string
	Address  *string
	Phone    *string
	Email    *string
	About    *string
	LegalChange
}

// NewOrganization is what somebody registers.
type NewOrganization struct {
	Kind     Kind
	Name     string
	TaxCode  string
	AreaCode string
	Address  string
	Phone    string
	Email    string
	About    string
	Legal
}

// apply sets the changed fields and checks the whole. Errors are InvalidInput.
func (o *Organization) apply(change OrganizationChange, areas *Areas, today measure.Date) error {
	set(&o.Name, change.Name)
	set(&o.TaxCode, change.TaxCode)
	set(&o.AreaCode, change.AreaCode)
	set(&o.Address, change.Address)
	set(&o.Phone, change.Phone)
	set(&o.Email, change.Email)
	set(&o.About, change.About)
	o.Legal.apply(change.LegalChange)
	return o.check(areas, today)
}

func (o *Organization) check(areas *Areas, today measure.Date) error {
	var check fault.Check
	fault.Need(&check, o.Kind, kindKnown(o.Kind), "kind", "not_in_list", textKind)
	o.Name = strings.Join(strings.Fields(check.Line("name", o.Name, 2, 200)), " ")
	o.SortName = search.Fold(o.Name)
	o.TaxCode = strings.TrimSpace(o.TaxCode)
	if o.TaxCode != "" || o.Kind != Group { // a tổ hợp tác has no legal personality
		checkTaxCode(&check, "taxCode", o.TaxCode)
	}
	areas.Check(&check, "areaCode", o.AreaCode)
	o.Areas = areas.Path(o.AreaCode)
	o.Address = check.Line("address", o.Address, 0, 300)
	o.Phone = account.CheckPhone(&check, "phone", o.Phone)
	o.Email = strings.TrimSpace(o.Email)
	check.That(o.Email == "" || len(o.Email) <= 254 && emailShape.MatchString(o.Email), "email", "bad_email", textEmail)
	o.About = check.Prose("about", o.About, 0, 4000)
	o.Legal.check(&check, o.Kind, today)
	o.index()
	return check.Err()
}

func kindKnown(kind Kind) bool {
	for _, known := range Kinds {
		if kind == known {
			return true
		}
	}
	return false
}

var emailShape = regexp.MustCompile(`^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$`)

// checkTaxCode is the rule for a mã số thuế: 10 digits of which the last is
// computed, or these, a hyphen and 3 digits for a branch.
func checkTaxCode(check *fault.Check, path, code string) {
	if code == "" {
		check.Add(path, "required", fault.Required)
		return
	}
	if !taxCodeShape.MatchString(code) {
		check.Add(path, "bad_tax_code", textTaxCodeShape)
		return
	}
	if digit, ok := TaxCodeDigit(code[:9]); !ok || int(code[9]-'0') != digit {
		check.Add(path, "bad_check_digit", textTaxCodeDigit)
	}
}

var taxCodeShape = regexp.MustCompile(`^[0-9]{10}(-[0-9]{3})?$`)

// TaxCodeDigit computes the tenth digit from the first nine. ok is false where
// none is valid.
func TaxCodeDigit(nine string) (digit int, ok bool) {
	weights := [9]int{31, 29, 23, 19, 17, 13, 7, 5, 3}
	if len(nine) != len(weights) {
		return 0, false
	}
	sum := 0
	for i, weight := range weights {
		if nine[i] < '0' || nine[i] > '9' {
			return 0, false
		}
		sum += weight * int(nine[i]-'0')
	}
	digit = 10 - sum%11
	return digit, digit < 10
}
