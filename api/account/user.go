package account

import (
	"slices"
	"strings"

	"lienket/api/fault"
	"lienket/api/store"
)

// Member is the Role of a User whose memberships say for whom they act. An Actor
// never has it: its role is Cooperative, Enterprise, or Visitor while the user
// belongs to no organisation.
const Member Role = "member"

// User is somebody's account. PasswordHash makes it unfit to be shown as it is.
type User struct {
	store.Meta   `json:",inline"`
	Email        string       `json:"email"` // folded, unique
	PasswordHash string       `json:"passwordHash"`
	FullName     string       `json:"fullName"`
	Phone        string       `json:"phone,omitempty"` // 0912345678
	Role         Role         `json:"role"`            // Admin, Officer or Member
	AreaCode     string       `json:"areaCode,omitempty"`
	Memberships  []Membership `json:"memberships,omitempty"`
	// OrganizationIDs are those of the memberships and of what was merged into them,
	// by which members are found.
	OrganizationIDs []string `json:"organizationIds,omitempty"`
	Disabled        bool     `json:"disabled"`
	// Credentials counts changes of password and disablings. A session that began
	// under another count is void, so that no sign-in can slip past a change.
	Credentials int64 `json:"credentials"`
}

// Membership is a user's place in an organisation.
type Membership struct {
	OrganizationID string           `json:"organizationId"`
	Kind           OrganizationKind `json:"kind"`
	Position       Position         `json:"role"`
	// Absorbed are the organisations that were merged into this one.
	Absorbed []string `json:"absorbed,omitempty"`
}

// OrganizationKind is what an organisation is in law.
type OrganizationKind string

// The kinds of organisations.
const (
	KindCooperative OrganizationKind = "cooperative"
	KindUnion       OrganizationKind = "union"
	KindGroup       OrganizationKind = "group"
	KindEnterprise  OrganizationKind = "enterprise"
)

// OrganizationKinds are all kinds, in the order that forms show them.
var OrganizationKinds = []OrganizationKind{KindCooperative, KindUnion, KindGroup, KindEnterprise}

// Valid reports whether k is one of OrganizationKinds.
func (k OrganizationKind) Valid() bool { return slices.Contains(OrganizationKinds, k) }

// Role is the role of an actor who acts for an organisation of that kind.
func (k OrganizationKind) Role() Role {
	switch k {
	case KindCooperative, KindUnion, KindGroup:
		return Cooperative
	case KindEnterprise:
		return Enterprise
	}
	return Visitor
}

// Position is what a member is in the organisation.
type Position string

// The positions.
const (
	Director Position = "director"
	Staff    Position = "staff"
)

// Valid reports whether p is a position.
func (p Position) Valid() bool { return p == Director || p == Staff }

// Actor is the user acting for that organisation, or for their first one if it
// is "". Error: ErrForbidden if they don't belong to it.
func (u *User) Actor(organizationID string) (Actor, error) {
	actor := Actor{UserID: u.ID, FullName: u.FullName, Role: Visitor}
	switch {
	case u.Role == Admin || u.Role == Officer:
		if organizationID != "" {
			return Actor{}, ErrForbidden
		}
		actor.Role, actor.AreaCode = u.Role, u.AreaCode
		return actor, nil
	case organizationID == "" && len(u.Memberships) == 0:
		return actor, nil
	}
	at := 0
	if organizationID != "" {
		at = u.membership(organizationID)
	}
	if at < 0 {
		return Actor{}, ErrForbidden
	}
	actor.OrganizationID = u.Memberships[at].OrganizationID
	actor.Also = u.Memberships[at].Absorbed
	actor.Role = u.Memberships[at].Kind.Role()
	return actor, nil
}

// setMemberships keeps what members are found by in step with the memberships.
func (u *User) setMemberships(memberships []Membership) {
	u.Memberships, u.OrganizationIDs = memberships, nil
	for _, m := range memberships {
		u.OrganizationIDs = append(u.OrganizationIDs, m.OrganizationID)
		u.OrganizationIDs = append(u.OrganizationIDs, m.Absorbed...)
	}
}

// membership is the index of the membership of that organisation, or of the one that
// it was merged into, or -1.
func (u *User) membership(organizationID string) int {
	return slices.IndexFunc(u.Memberships, func(m Membership) bool {
		return m.OrganizationID == organizationID || slices.Contains(m.Absorbed, organizationID)
	})
}

// NewUser is what an account is made from. Who fills it from a request of the
// public leaves Role empty: Officer and Admin are given by an admin alone.
type NewUser struct {
	Email    string
	Password string
	FullName string
	Phone    string
	Role     Role   // "" means Member
	AreaCode string // of an Officer, and only there
}

// Validate reports everything that is wrong with n, without hashing. That the
// email is free shows only at Create.
func (n NewUser) Validate() error {
	n = n.folded()
	var check fault.Check
	checkEmail(&check, n.Email)
	checkName(&check, n.FullName)
	checkPassword(&check, "password", n.Password, n.Email, n.FullName)
	CheckPhone(&check, "phone", n.Phone)
	check.That(n.Role == Member || n.Role == Officer || n.Role == Admin, "role", "unknown_role", textRole)
	check.That((n.Role == Officer) == (n.AreaCode != ""), "areaCode", "bad_area", textArea)
	return check.Err()
}

func (n NewUser) folded() NewUser {
	n.Email = FoldEmail(n.Email)
	n.FullName = foldName(n.FullName)
	n.AreaCode = strings.TrimSpace(n.AreaCode)
	if n.Role == "" {
		n.Role = Member
	}
	return n
}

// Prepared is a valid new account whose password is hashed, ready for Create.
type Prepared struct{ user User }

// Email is the folded email of the account to be.
func (p Prepared) Email() string { return p.user.Email }

var userSchema = store.Schema{
	Name: "users",
	Indexes: []store.Index{
		{Fields: []string{"email"}, Unique: true},
		{Fields: []string{"organizationIds"}, Multi: "organizationIds"},
		{Fields: []string{"role", "areaCode"}},
	},
}
