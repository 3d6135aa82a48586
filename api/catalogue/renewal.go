package catalogue

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/notice"
	"lienket/api/store"
	"lienket/search"
)

// CriteriaGroups are the product groups of each set of criteria. Those of 2019
// had groups that the set of 2023 no longer has.
var CriteriaGroups = map[string][]string{
	"qd-148-2023":  Groups,
	"qd-1048-2019": {"thuc-pham", "do-uong", "thao-duoc", "vai-may-mac", "luu-niem-noi-that-trang-tri", "du-lich"},
}

// groupOf is the group that a product of today falls into under a set of criteria,
// "" where that isn't plain.
func groupOf(group, version string) string {
	switch {
	case slices.Contains(CriteriaGroups[version], group):
		return group
	case group == "duoc-lieu":
		return "thao-duoc"
	}
	return ""
}

// Warnings are what an officer should look at again. They do not refuse: old
// certificates name issuers that no longer exist and stay valid.
func (c *Certificate) Warnings() []fault.Text {
	var warnings []fault.Text
	warn := func(unusual bool, text fault.Text) {
		if unusual {
			warnings = append(warnings, text)
		}
	}
	issuer := " " + search.Fold(c.Issuer) + " "
	names := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(issuer, " "+word+" ") })
	}
	district, province, ministry := names("huyen", "thi xa", "quan"), names("tinh", "thanh pho", "tp"), names("bo")
	switch {
	case c.Stars == 5:
		warn(!ministry, textAuthorityMinistry)
	case c.Stars == 3 && c.IssuedAt < twoTiers:
		// A city of a province counted as a district.
		warn(!district && !names("thanh pho", "tp"), textAuthorityDistrict)
	default:
		warn(!province, textAuthorityProvince)
	}
	warn(c.CriteriaVersion == "qd-1048-2019" && c.IssuedAt >= newCriteria, textCriteriaEnded)
	warn(c.CriteriaVersion == "qd-148-2023" && c.IssuedAt < newCriteria, textCriteriaEarly)
	return warnings
}

const (
	twoTiers    = measure.Date("2025-07-01") // districts are gone: QĐ 1489/QĐ-TTg
	newCriteria = measure.Date("2023-02-24") // QĐ 148/QĐ-TTg
)

// checkRenewal holds a renewal to its own product and to the order of time.
func (s *Service) checkRenewal(ctx context.Context, c *Certificate) error {
	if c.Renews == "" {
		return nil
	}
	old, err := s.certificates.Get(ctx, c.Renews)
	if fault.Is(err, fault.NotFound) ||
		err == nil && (old.ProductID != c.ProductID || old.Status != CertificateVerified && old.Status != CertificateLapsed) {
		return fault.Invalid("renews", "not_renewable", textRenews)
	}
	if err == nil && old.IssuedAt >= c.IssuedAt {
		err = fault.Invalid("issuedAt", "before_renewed", textRenewsLater)
	}
	return err
}

// RevokeCertificate withdraws a certificate in force, by an officer of its area
// with a reason; the stars follow at once.
func (s *Service) RevokeCertificate(ctx context.Context, actor account.Actor, id, reason string, version int64) (*Certificate, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	var check fault.Check
	reason = check.Prose("reason", reason, 0, 2000)
	check.That(reason != "", "reason", "required", textReasonNeeded)
	if err := check.Err(); err != nil {
		return nil, err
	}
	var certificate *Certificate
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		var err error
		certificate, err = s.certificates.Update(ctx, id, func(c *Certificate) error {
			if !actor.Oversees(c.Areas) {
				return fault.Missing(textCertificate)
			}
			if err := store.CheckVersion(&c.Meta, version); err != nil {
				return err
			}
			if c.Status != CertificateVerified {
				return fault.New(fault.StateForbids, textNotVerifiedYet)
			}
			s.decide(c, actor, false, reason)
			c.Status = CertificateRevoked
			return nil
		})
		if fault.Is(err, fault.NotFound) {
			return fault.Missing(textCertificate)
		}
		if err != nil {
			return err
		}
		if err := s.tellMembers(ctx, certificate, "revoked", textNoticeRevoked); err != nil {
			return err
		}
		return s.deriveStars(ctx, certificate.ProductID)
	})
	if err != nil {
		return nil, err
	}
	return certificate, nil
}

// CertificateFilter selects certificates; empty members do not filter.
type CertificateFilter struct {
	// Status "" is all of an organisation's; for officers those that wait, or with
	// ExpiresBefore those in force.
	Status         CertificateStatus
	ExpiresBefore  measure.Date
	Area           string
	OrganizationID string // for members their own by default
	Cursor         string
	Limit          int
}

// ListCertificates lists an organisation's certificates for its members, or those
// of an area for its officers: those that wait by time of report, others by expiry.
func (s *Service) ListCertificates(ctx context.Context, actor account.Actor, filter CertificateFilter) (store.Page[Certificate], error) {
	var none store.Page[Certificate]
	if !actor.SignedIn() {
		return none, account.ErrUnauthenticated
	}
	var check fault.Check
	statuses := []CertificateStatus{"", CertificatePending, CertificateVerified, CertificateRejected, CertificateLapsed, CertificateRevoked}
	check.That(slices.Contains(statuses, filter.Status), "status", "not_in_list", textStatus)
	if filter.ExpiresBefore != "" {
		_, err := measure.ParseDate(string(filter.ExpiresBefore))
		if err := check.Take("expiresBefore", err); err != nil {
			return none, err
		}
	}
	if filter.Area != "" {
		s.registry.Areas().Check(&check, "area", filter.Area)
	}
	if err := check.Err(); err != nil {
		return none, err
	}
	var where store.And
	sort := []string{"expiresAt"}
	if filter.OrganizationID == "" {
		filter.OrganizationID = actor.OrganizationID
	}
	if filter.OrganizationID != "" {
		organization, err := s.registry.Manageable(ctx, actor, filter.OrganizationID)
		if err != nil || filter.Area != "" && !slices.Contains(organization.Areas, filter.Area) {
			return none, err
		}
		where = append(where, store.Eq{Field: "organizationId", Value: filter.OrganizationID})
	} else {
		if err := actor.Require(account.Officer); err != nil {
			return none, err
		}
		if filter.Area == "" {
			filter.Area = actor.AreaCode
		}
		if filter.Status == "" {
			filter.Status = CertificatePending
			if filter.ExpiresBefore != "" {
				filter.Status = CertificateVerified
			}
		}
		if filter.Area != "" {
			if !actor.Oversees(s.registry.Areas().Path(filter.Area)) {
				return none, account.ErrForbidden
			}
			where = append(where, store.Contains{Field: "areas", Value: filter.Area})
			if filter.Status == CertificatePending && filter.ExpiresBefore == "" {
				sort = []string{"createdAt"}
			}
		}
	}
	if filter.Status != "" {
		where = append(where, store.Eq{Field: "status", Value: string(filter.Status)})
	}
	if filter.ExpiresBefore != "" {
		where = append(where, store.Range{Field: "expiresAt", Below: string(filter.ExpiresBefore)})
	}
	return s.certificates.Find(ctx, store.Query{Where: where, Sort: sort, Cursor: filter.Cursor, Limit: filter.Limit})
}

// reminders are the days ahead of a certificate's lapse on which its holder is
// told, the last first.
var reminders = []int{30, 90, 180}

// RemindCertificates tells the holders of certificates that lapse soon, once for
// each of reminders; the worker runs it. Who comes late gets the nearest alone,
// and who holds a later certificate none. It returns how many were told.
func (s *Service) RemindCertificates(ctx context.Context) (int, error) {
	told, today := 0, s.Today()
	err := s.certificates.Each(ctx, store.Query{
		Where: store.And{
			store.Eq{Field: "status", Value: string(CertificateVerified)},
			store.Range{Field: "expiresAt", After: string(today), To: string(addDays(today, reminders[len(reminders)-1]))}},
		Sort: []string{"expiresAt"}, Limit: 100,
	}, func(c *Certificate) error {
		left := daysBetween(today, c.ExpiresAt)
		due := reminders[slices.IndexFunc(reminders, func(days int) bool { return left <= days })]
		if c.Reminded != 0 && c.Reminded <= due {
			return nil
		}
		product, err := s.Lookup(ctx, c.ProductID)
		if err != nil {
			return err
		}
		err = s.db.Tx(ctx, func(ctx context.Context) error {
			if product.StarsUntil <= c.ExpiresAt {
				text := textNoticeLapsing.With(c.Number, product.Name, left)
				if err := s.send(ctx, c, fmt.Sprintf("lapsing-%d", due), text); err != nil {
					return err
				}
				told++
			}
			_, err := s.certificates.Update(ctx, c.ID, func(c *Certificate) error { c.Reminded = due; return nil })
			return err
		})
		if err != nil {
			return fmt.Errorf("remind of certificate %s: %w", c.ID, err)
		}
		return nil
	})
	return told, err
}

func addDays(day measure.Date, n int) measure.Date {
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return ""
	}
	return measure.Date(t.AddDate(0, 0, n).Format(time.DateOnly))
}

func daysBetween(from, to measure.Date) int {
	a, errA := time.Parse(time.DateOnly, string(from))
	b, errB := time.Parse(time.DateOnly, string(to))
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a) / (24 * time.Hour))
}

var decidedTexts = map[string]fault.Text{"approve": textNoticeApproved, "reject": textNoticeRejected}

// event names what has happened, apart from the like before a decision was taken back.
func (c *Certificate) event(name string) string {
	if n := len(c.TakenBack); n > 0 {
		return fmt.Sprintf("%s-%d", name, n)
	}
	return name
}

// tellMembers sends what has happened to a certificate to who holds it.
func (s *Service) tellMembers(ctx context.Context, c *Certificate, event string, text fault.Text) error {
	product, err := s.Lookup(ctx, c.ProductID)
	if err != nil {
		return err
	}
	return s.send(ctx, c, event, text.With(c.Number, product.Name))
}

func (s *Service) send(ctx context.Context, c *Certificate, event string, text fault.Text) error {
	return s.notices.Send(ctx, notice.Members(c.OrganizationID), notice.Message{
		Kind: "certificate", Text: text, Link: certificatesPage(c.ProductID), Key: "certificate-" + c.ID + "-" + event})
}

func (s *Service) tellOfficers(ctx context.Context, c *Certificate, product *Product) error {
	return s.notices.Send(ctx, notice.Officers(product.Areas), notice.Message{
		Kind: "certificate", Text: textNoticeReported.With(c.Number, product.Name), Link: certificatesPage(product.ID),
		Key: "certificate-" + product.ID + "-" + c.Number})
}

func certificatesPage(productID string) string {
	return "/tai-khoan/san-pham/" + productID + "/chung-nhan"
}
