package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/notice"
	"lienket/api/store"
)

// What officers enter for an organisation (nhập hộ) is logged and shown to it, with
// the consent that it gave. Without a consent nothing is refused: the entry says so.

// behalfPage is where members see what was entered for them and what they consented to.
const behalfPage = "/tai-khoan/nhap-ho"

// officePage is an officer's page of an organisation.
func officePage(id string) string { return "/can-bo/to-chuc/" + id }

// Scopes are what a consent can be for.
var Scopes = []string{"all", "organization", "products", "certificates", "capacity", "reports"}

// Channels are how a consent that an officer records was given.
var Channels = []string{"in-person", "phone", "paper"}

// ChannelPlatform is that of a consent which a director gives here.
const ChannelPlatform = "platform"

// Consent is an organisation's word that officers may enter data for it.
type Consent struct {
	store.Meta     `json:",inline"`
	OrganizationID string         `json:"organizationId"`
	GivenBy        string         `json:"givenBy"` // who of the organisation said so
	Channel        string         `json:"channel"`
	Scope          []string       `json:"scope"`
	Note           string         `json:"note"`
	ValidUntil     measure.Date   `json:"validUntil,omitempty"` // inclusive, "" without end
	RecordedBy     string         `json:"recordedBy"`
	RecordedByName string         `json:"recordedByName"`
	RevokedAt      *store.Instant `json:"revokedAt,omitempty"`
	RevokedByName  string         `json:"revokedByName,omitempty"`
	// Said is all that it says, while it stands as it was given: a form that is sent
	// twice at once is kept once.
	Said string `json:"said,omitempty"`
}

var consentSchema = store.Schema{Name: "consents", Indexes: []store.Index{
	{Fields: []string{"organizationId"}},
	{Fields: []string{"said"}, Unique: true},
}}

func (c *Consent) said() string {
	all := strings.Join([]string{c.OrganizationID, c.RecordedBy, c.GivenBy, c.Channel, string(c.ValidUntil), strings.Join(c.Scope, ","), c.Note}, "\n")
	sum := sha256.Sum256([]byte(all))
	return hex.EncodeToString(sum[:])
}

// InForce reports whether the consent holds on a day.
func (c *Consent) InForce(day measure.Date) bool {
	return c.RevokedAt == nil && (c.ValidUntil == "" || day <= c.ValidUntil)
}

func (c *Consent) covers(scope string) bool {
	return slices.Contains(c.Scope, "all") || slices.Contains(c.Scope, scope)
}

// Act is what somebody does for an organisation: a code "scope.verb" of ActLabels, and
// the name of what it is done to; of several at once that of the first, and how many.
type Act struct {
	What    string
	Subject string
	Count   int // 0 is 1
}

// Acts are what an import does for each of several organisations, by ID.
type Acts map[string]Act

// Add counts one more record of an organisation.
func (a Acts) Add(organizationID, what, subject string) {
	act, known := a[organizationID]
	if !known {
		act = Act{What: what, Subject: subject}
	}
	act.Count++
	a[organizationID] = act
}

// ActLabels are what an act is for people.
var ActLabels = map[string]fault.Text{
	"organization.change": fault.T("Sửa thông tin tổ chức", "Changed the organisation's data"),
	"organization.import": fault.T("Nhập thông tin tổ chức từ tệp", "Imported the organisation's data from a file"),
	"organization.attach": fault.T("Thêm bản chụp của tổ chức", "Attached a scan to the organisation"),
	"organization.detach": fault.T("Xóa bản chụp của tổ chức", "Removed a scan of the organisation"),
	"products.add":        fault.T("Thêm sản phẩm", "Added a product"),
	"products.change":     fault.T("Sửa sản phẩm", "Changed a product"),
	"products.remove":     fault.T("Xóa sản phẩm nháp", "Removed a draft product"),
	"products.import":     fault.T("Nhập sản phẩm từ tệp", "Imported products from a file"),
	"products.lot-add":    fault.T("Ghi lô hàng", "Recorded a lot"),
	"products.lot-change": fault.T("Sửa lô hàng", "Changed a lot"),
	"products.lot-remove": fault.T("Xóa lô hàng", "Removed a lot"),
	"certificates.report": fault.T("Khai chứng nhận OCOP", "Entered an OCOP certificate"),
	"certificates.import": fault.T("Nhập chứng nhận OCOP từ tệp", "Imported OCOP certificates from a file"),
	"certificates.attach": fault.T("Thêm bản chụp chứng nhận", "Attached a scan to a certificate"),
	"certificates.detach": fault.T("Xóa bản chụp chứng nhận", "Removed a scan of a certificate"),
	"capacity.set":        fault.T("Khai công suất", "Entered capacity"),
	"capacity.import":     fault.T("Nhập công suất từ tệp", "Imported capacity from a file"),
	"reports.save":        fault.T("Điền báo cáo năm", "Filled in a yearly report"),
	"reports.submit":      fault.T("Nộp báo cáo năm", "Handed in a yearly report"),
	"reports.import":      fault.T("Nhập báo cáo năm từ tệp", "Imported yearly reports from a file"),
}

// Entry is one act of an officer for an organisation.
type Entry struct {
	store.Meta     `json:",inline"`
	OrganizationID string `json:"organizationId"`
	What           string `json:"what"`
	Subject        string `json:"subject"`
	// Count is how many things it was done to, where they are several.
	Count  int    `json:"count,omitempty"`
	By     string `json:"by"`
	ByName string `json:"byName"`
	// ConsentID is the consent in force then, "" for none.
	ConsentID string `json:"consentId,omitempty"`
}

var entrySchema = store.Schema{Name: "entries", Indexes: []store.Index{{Fields: []string{"organizationId"}}}}

// ActOnBehalf logs that actor does something for an organisation, if they are none of
// its members, and tells these once a day. Call it in the Tx of what is done.
func (s *Service) ActOnBehalf(ctx context.Context, actor account.Actor, organizationID string, act Act) error {
	return s.ActOnBehalfOf(ctx, actor, Acts{organizationID: act})
}

// ActOnBehalfOf is ActOnBehalf for several organisations at once.
func (s *Service) ActOnBehalfOf(ctx context.Context, actor account.Actor, acts Acts) error {
	if actor.UserID == account.System.UserID || !actor.SignedIn() {
		return nil // the program's own work
	}
	ids := make([]string, 0, len(acts))
	for id := range acts {
		if !actor.MemberOf(id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	consents, today := map[string][]Consent{}, s.today()
	err := s.consents.Keyed(ctx, "organizationId", ids, func(c *Consent) error {
		if c.InForce(today) {
			consents[c.OrganizationID] = append(consents[c.OrganizationID], *c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	entries := make([]*Entry, len(ids))
	for i, id := range ids {
		act := acts[id]
		entries[i] = &Entry{Meta: store.Meta{ID: store.NewID()}, OrganizationID: id, What: act.What, Subject: act.Subject, By: actor.UserID, ByName: actor.FullName}
		if act.Count > 1 {
			entries[i].Count = act.Count
		}
		scope, _, _ := strings.Cut(act.What, ".")
		for _, consent := range consents[id] { // oldest first: the latest counts
			if consent.covers(scope) {
				entries[i].ConsentID = consent.ID
			}
		}
	}
	if err := s.entries.Save(ctx, entries); err != nil {
		return err
	}
	for _, id := range ids {
		err := s.notices.Send(ctx, notice.Members(id), notice.Message{Kind: "on-behalf",
			Text: textToldEntry.With(today), Link: behalfPage, Key: "on-behalf-" + id + "-" + string(today)})
		if err != nil {
			return err
		}
	}
	return nil
}

// Entries lists what was entered for an organisation, the latest first, to its members
// and to who oversees it.
func (s *Service) Entries(ctx context.Context, actor account.Actor, id, cursor string, limit int) (store.Page[Entry], error) {
	if _, err := s.Manageable(ctx, actor, id); err != nil {
		return store.Page[Entry]{}, err
	}
	return s.entries.Find(ctx, store.Query{
		Where: store.Eq{Field: "organizationId", Value: id}, Sort: []string{"-_id"}, Cursor: cursor, Limit: limit})
}

// NewConsent is a consent as an officer records it, or as a director gives it, of whom
// GivenBy and Channel are known; Scope nil is all.
type NewConsent struct {
	GivenBy    string
	Channel    string
	Scope      []string
	Note       string
	ValidUntil measure.Date
}

// RecordConsent keeps an organisation's consent, given by a director of it here or
// recorded by an officer of its area. Of what an officer records its members are told,
// so that they can revoke what they didn't give.
func (s *Service) RecordConsent(ctx context.Context, actor account.Actor, id string, n NewConsent) (*Consent, error) {
	consent, err := s.recordConsent(ctx, actor, id, n)
	if fault.Is(err, fault.Conflict) { // the same came first, and is found now
		return s.recordConsent(ctx, actor, id, n)
	}
	return consent, err
}

func (s *Service) recordConsent(ctx context.Context, actor account.Actor, id string, n NewConsent) (*Consent, error) {
	var consent *Consent
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		organization, err := s.Manageable(ctx, actor, id)
		if err != nil {
			return err
		}
		consent = &Consent{OrganizationID: id, GivenBy: n.GivenBy, Channel: n.Channel, Scope: n.Scope, Note: n.Note,
			ValidUntil: n.ValidUntil, RecordedBy: actor.UserID, RecordedByName: actor.FullName}
		own := !actor.Oversees(organization.Areas)
		if own {
			if _, _, err := s.directed(ctx, actor, id); err != nil {
				return err
			}
			consent.GivenBy, consent.Channel = actor.FullName, ChannelPlatform
		}
		if err := consent.check(s.today(), own); err != nil {
			return err
		}
		held, err := s.heldConsent(ctx, consent)
		if held != nil {
			consent = held
		}
		if held != nil || err != nil {
			return err
		}
		consent.Said = consent.said()
		if err := s.consents.Insert(ctx, consent); err != nil || own {
			return err
		}
		return s.notices.Send(ctx, notice.Members(id), notice.Message{Kind: "consent-recorded",
			Text: textToldConsent.With(consent.GivenBy), Link: behalfPage})
	})
	if err != nil {
		return nil, err
	}
	return consent, nil
}

func (c *Consent) check(today measure.Date, own bool) error {
	var check fault.Check
	c.GivenBy = check.Line("givenBy", c.GivenBy, 2, 120)
	if !own {
		fault.Need(&check, c.Channel, slices.Contains(Channels, c.Channel), "channel", "not_in_list", textChannel)
	}
	if len(c.Scope) == 0 {
		c.Scope = []string{"all"}
	}
	for _, scope := range c.Scope {
		check.That(slices.Contains(Scopes, scope), "scope", "not_in_list", textScope)
	}
	c.Scope = slices.Compact(slices.Sorted(slices.Values(c.Scope)))
	c.Note = check.Prose("note", c.Note, 0, 2000)
	if c.ValidUntil != "" {
		if _, err := measure.ParseDate(string(c.ValidUntil)); err != nil {
			_ = check.Take("validUntil", err) // always InvalidInput
		} else {
			check.That(c.ValidUntil >= today, "validUntil", "in_past", textPast)
		}
	}
	return check.Err()
}

// Consents lists an organisation's, the latest first, as Entries.
func (s *Service) Consents(ctx context.Context, actor account.Actor, id, cursor string, limit int) (store.Page[Consent], error) {
	if _, err := s.Manageable(ctx, actor, id); err != nil {
		return store.Page[Consent]{}, err
	}
	return s.consents.Find(ctx, store.Query{
		Where: store.Eq{Field: "organizationId", Value: id}, Sort: []string{"-_id"}, Cursor: cursor, Limit: limit})
}

// ConsentsInForce are those that may be revoked, the newest first.
func (s *Service) ConsentsInForce(ctx context.Context, actor account.Actor, id string) ([]Consent, error) {
	if _, err := s.Manageable(ctx, actor, id); err != nil {
		return nil, err
	}
	return s.inForce(ctx, id)
}

func (s *Service) inForce(ctx context.Context, id string) (held []Consent, err error) {
	today := s.today()
	err = s.consents.Each(ctx, store.Query{Where: store.Eq{Field: "organizationId", Value: id}, Sort: []string{"-_id"}}, func(c *Consent) error {
		if c.InForce(today) {
			held = append(held, *c)
		}
		return nil
	})
	return held, err
}

// heldConsent is one in force that says what c says, nil for none: a form may be sent
// twice.
func (s *Service) heldConsent(ctx context.Context, c *Consent) (*Consent, error) {
	held, err := s.inForce(ctx, c.OrganizationID)
	for i := range held {
		if h := &held[i]; h.GivenBy == c.GivenBy && h.Channel == c.Channel && h.Note == c.Note && h.ValidUntil == c.ValidUntil &&
			h.RecordedBy == c.RecordedBy && slices.Equal(h.Scope, c.Scope) {
			return h, err
		}
	}
	return nil, err
}

// RevokeConsent ends a consent, by a director of the organisation or the admin. What
// was entered under it stays. Errors: NotFound, StateForbids for one revoked already.
func (s *Service) RevokeConsent(ctx context.Context, actor account.Actor, id, consentID string) (*Consent, error) {
	var consent *Consent
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		organization, _, err := s.directed(ctx, actor, id)
		if err != nil {
			return err
		}
		consent, err = s.consents.Update(ctx, consentID, func(c *Consent) error {
			if c.OrganizationID != organization.ID {
				return fault.Missing(textConsent)
			}
			if c.RevokedAt != nil {
				return fault.New(fault.StateForbids, textRevoked)
			}
			at := store.At(s.clock())
			c.RevokedAt, c.RevokedByName, c.Said = &at, actor.FullName, ""
			return nil
		})
		if fault.Is(err, fault.NotFound) {
			return fault.Missing(textConsent)
		}
		if err != nil {
			return err
		}
		return s.notices.Send(ctx, notice.User(consent.RecordedBy), notice.Message{Kind: "consent-revoked",
			Text: textToldRevoked.With(organization.Name), Link: officePage(id) + "/nhap-ho"})
	})
	if err != nil {
		return nil, err
	}
	return consent, nil
}
