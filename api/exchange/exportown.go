package exchange

import (
	"cmp"
	"context"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/notice"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// jointLine is what a supplier gives of one product to a joint quote.
type jointLine struct {
	joint                                  *sourcing.JointView
	part                                   *sourcing.Part
	line                                   *sourcing.QuoteLine
	demand, buyer, lead, supplier, product string
}

// JointQuotes are a demand's joint quotes, or with "" those that actor's organisation
// has a part in; a row for each product of the parts that actor may see.
func (s *Service) JointQuotes(actor account.Actor, demandID string) *Export {
	columns := []heading[jointLine]{
		{textDemand, func(_ *viewer, l *jointLine) any { return l.demand }},
		{textBuyer, func(_ *viewer, l *jointLine) any { return l.buyer }},
		{textLead, func(_ *viewer, l *jointLine) any { return l.lead }},
		{textSeller, func(_ *viewer, l *jointLine) any { return l.supplier }},
		{productNameColumn.Label, func(_ *viewer, l *jointLine) any { return l.product }},
		{unitColumn.Label, func(v *viewer, l *jointLine) any { return l.line.Unit.Label().In(v.lang) }},
		{textUnitPrice, func(_ *viewer, l *jointLine) any { return l.line.UnitPrice }},
		{textAmount, func(_ *viewer, l *jointLine) any { return total(l.line.Months) }},
		{textMonths, func(v *viewer, l *jointLine) any { return monthly(l.line.Months, v.lang) }},
		{textAnswer, func(v *viewer, l *jointLine) any { return named(partStatuses, l.part.Status, v.lang) }},
		{textStatus, func(v *viewer, l *jointLine) any { return named(jointStatuses, l.joint.Status, v.lang) }},
		{textValidUntil, func(_ *viewer, l *jointLine) any { return day(l.joint.ValidUntil) }},
		{textSent, func(_ *viewer, l *jointLine) any { return day(l.joint.CreatedAt) }},
		{textNote, func(_ *viewer, l *jointLine) any { return l.joint.Note }},
		{textAnswerNote, func(_ *viewer, l *jointLine) any { return l.part.Note }},
	}
	return export(actor, "joint-quotes", textJoints, columns, func(ctx context.Context, cursor string) (store.Page[jointLine], error) {
		page, err := s.sourcing.JointQuotes(ctx, actor, demandID, cursor, exportPage)
		if err != nil {
			return store.Page[jointLine]{}, err
		}
		return s.jointLines(ctx, actor, page)
	})
}

func (s *Service) jointLines(ctx context.Context, actor account.Actor, page store.Page[sourcing.JointView]) (store.Page[jointLine], error) {
	lines := store.Page[jointLine]{Next: page.Next}
	var parties, products, demands []string
	for i := range page.Items {
		j := &page.Items[i]
		parties, demands = append(parties, j.Parties...), append(demands, j.DemandID)
		for _, part := range j.Parts {
			for _, line := range part.Lines {
				products = append(products, line.ProductID)
			}
		}
	}
	known, err := s.namesOf(ctx, actor, parties, products, demands)
	if err != nil {
		return lines, err
	}
	for i := range page.Items {
		j := &page.Items[i]
		for p := range j.Parts {
			part := &j.Parts[p]
			for k := range part.Lines {
				line := jointLine{joint: j, part: part, line: &part.Lines[k], demand: known.demands[j.DemandID], buyer: known.party(j.BuyerID),
					lead: known.party(cmp.Or(j.LeadID, j.BuyerID)), supplier: known.party(part.OrganizationID)}
				line.product = known.product(line.line.ProductID)
				lines.Items = append(lines.Items, line)
			}
		}
	}
	return lines, nil
}

// names are what the lines of quotes name by ID.
type names struct {
	organizations map[string]*registry.Organization
	products      map[string]*catalogue.Product
	demands       map[string]string
}

func (s *Service) namesOf(ctx context.Context, actor account.Actor, parties, products, demands []string) (known names, err error) {
	if known.organizations, err = s.registry.WithIDs(ctx, parties); err != nil {
		return known, err
	}
	if known.products, err = s.catalogue.WithIDs(ctx, products); err != nil {
		return known, err
	}
	known.demands, err = s.demandTitles(ctx, actor, demands)
	return known, err
}

func (n *names) party(id string) string { return nameOf(n.organizations, id) }

func (n *names) product(id string) string {
	if product := n.products[id]; product != nil {
		return product.Name
	}
	return ""
}

// demandTitles are the titles of the demands that actor may see.
func (s *Service) demandTitles(ctx context.Context, actor account.Actor, ids []string) (map[string]string, error) {
	titles := map[string]string{}
	for _, id := range ids {
		if _, read := titles[id]; read {
			continue
		}
		demand, err := s.sourcing.Demand(ctx, actor, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		if titles[id] = ""; err == nil {
			titles[id] = demand.Title
		}
	}
	return titles, nil
}

type ratingRow = owned[registry.Rating]

// Ratings are the yearly ratings of an organisation: that which is named, or which actor
// acts for; else those of an area that wait for an officer.
func (s *Service) Ratings(actor account.Actor, organizationID, area string) *Export {
	columns := []heading[ratingRow]{
		{ownerColumn.Label, func(_ *viewer, r *ratingRow) any { return r.TaxCode }},
		{ownerNameColumn.Label, func(_ *viewer, r *ratingRow) any { return r.Name }},
		{textArea, func(v *viewer, r *ratingRow) any { return v.area(r.AreaCode) }},
		{yearColumn.Label, func(_ *viewer, r *ratingRow) any { return r.of.Year }},
		{textPoints, func(_ *viewer, r *ratingRow) any { return r.of.Score }},
		{textRating, func(v *viewer, r *ratingRow) any { return named(bands, r.of.Band, v.lang) }},
		{textCountersigned, func(_ *viewer, r *ratingRow) any {
			if r.of.Countersigned == nil {
				return nil
			}
			return day(r.of.Countersigned.At)
		}},
	}
	organizationID = cmp.Or(organizationID, actor.OrganizationID)
	return export(actor, "ratings", textRatings, columns, func(ctx context.Context, cursor string) (store.Page[ratingRow], error) {
		var page store.Page[registry.Rating]
		var err error
		if organizationID == "" {
			page, err = s.registry.WaitingRatings(ctx, actor, area, cursor, exportPage)
		} else {
			page.Items, err = s.registry.Ratings(ctx, actor, organizationID)
		}
		return withOwners(ctx, s, page, err, func(r *registry.Rating) string { return r.OrganizationID })
	})
}

// Notices are what actor has been told; with unread what they have not read alone.
func (s *Service) Notices(actor account.Actor, unread bool) *Export {
	columns := []heading[notice.Notice]{
		{textDay, func(_ *viewer, n *notice.Notice) any { return day(n.CreatedAt) }},
		{textTold, func(v *viewer, n *notice.Notice) any { return fault.Text(n.Text).In(v.lang) }},
		{textRead, func(v *viewer, n *notice.Notice) any {
			if n.Read {
				return textYes.In(v.lang)
			}
			return nil
		}},
	}
	return export(actor, "notices", textNotices, columns, func(ctx context.Context, cursor string) (store.Page[notice.Notice], error) {
		return s.notices.Notices(ctx, actor, unread, cursor, exportPage)
	})
}

var jointStatuses = map[sourcing.JointStatus]fault.Text{
	sourcing.JointInviting: fault.T("Chờ các bên bán", "Waiting for suppliers"), sourcing.JointOffered: fault.T("Chờ bên mua quyết định", "Waiting for the buyer"),
	sourcing.JointAccepted: fault.T("Đã chấp nhận", "Accepted"), sourcing.JointDeclined: fault.T("Đã từ chối", "Declined"),
	sourcing.JointWithdrawn: fault.T("Đã rút", "Withdrawn"),
}

var partStatuses = map[sourcing.PartStatus]fault.Text{
	sourcing.PartInvited: fault.T("Chờ trả lời", "Waiting for an answer"), sourcing.PartConfirmed: fault.T("Đã xác nhận", "Confirmed"),
	sourcing.PartChanged: fault.T("Xác nhận, có sửa", "Confirmed with changes"), sourcing.PartDeclined: fault.T("Đã từ chối", "Declined"),
}

var (
	textJoints        = fault.T("Báo giá chung", "Joint quotes")
	textRatings       = fault.T("Xếp loại", "Ratings")
	textNotices       = fault.T("Thông báo", "Notices")
	textLead          = fault.T("Bên đứng đầu", "Lead")
	textAnswer        = fault.T("Trả lời của bên bán", "Supplier's answer")
	textAnswerNote    = fault.T("Ghi chú của bên bán", "Supplier's note")
	textPoints        = fault.T("Điểm", "Score")
	textCountersigned = fault.T("Ngày xác nhận", "Countersigned on")
	textDay           = fault.T("Ngày", "Date")
	textTold          = fault.T("Nội dung", "Message")
	textRead          = fault.T("Đã đọc", "Read")
)
