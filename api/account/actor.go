// Package account knows who somebody is: users, their membership of
// organisations, roles, passwords, sessions and tokens.
package account

import (
	"slices"

	"lienket/api/fault"
)

// Role is what somebody may be to the platform.
type Role string

// The roles. A cooperative actor is a member of a cooperative, a union or a
// group; an enterprise actor of an enterprise.
const (
	Visitor     Role = "visitor"
	Cooperative Role = "cooperative"
	Enterprise  Role = "enterprise"
	Officer     Role = "officer"
	Admin       Role = "admin"
)

// Actor is who acts, as every service gets it. The zero Actor is a visitor.
type Actor struct {
	UserID   string
	FullName string
	Role     Role
	// OrganizationID is the organisation the actor acts for, of a cooperative or
	// an enterprise.
	OrganizationID string
	// Also are the organisations that were merged into that one: old contracts name
	// them still.
	Also []string
	// AreaCode is an officer's area; all below it is theirs too.
	AreaCode  string
	SessionID string
}

// System is the actor of the program's own work: the worker and the seed.
var System = Actor{UserID: "system", FullName: "Hệ thống", Role: Admin}

// SignedIn reports whether the actor is somebody known.
func (a Actor) SignedIn() bool { return a.UserID != "" }

// MemberOf reports whether the actor acts for that organisation, or for the one that
// it was merged into.
func (a Actor) MemberOf(organizationID string) bool {
	return organizationID != "" && (a.OrganizationID == organizationID || slices.Contains(a.Also, organizationID))
}

// Among is the one of several organisations that the actor acts for, "" for none.
func (a Actor) Among(organizationIDs []string) string {
	if at := slices.IndexFunc(organizationIDs, a.MemberOf); at >= 0 {
		return organizationIDs[at]
	}
	return ""
}

// Oversees reports whether the actor is the admin, or an officer of one of
// areas: a record's own area code and all those above it.
func (a Actor) Oversees(areas []string) bool {
	return a.Role == Admin || a.Role == Officer && a.AreaCode != "" && slices.Contains(areas, a.AreaCode)
}

// Require is Unauthenticated for a visitor, Forbidden for whoever has none of
// the roles; the admin may all.
func (a Actor) Require(roles ...Role) error {
	if !a.SignedIn() {
		return ErrUnauthenticated
	}
	if a.Role == Admin || slices.Contains(roles, a.Role) {
		return nil
	}
	return ErrForbidden
}

// The refusals that every area shares.
var (
	ErrUnauthenticated = fault.New(fault.Unauthenticated, fault.T("Hãy đăng nhập để tiếp tục.", "Sign in to continue."))
	ErrForbidden       = fault.New(fault.Forbidden, fault.T("Tài khoản này không được phép làm việc đó.", "This account may not do that."))
)
