package exchange

import (
	"context"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/linkage"
	"lienket/api/measure"
	"lienket/api/promotion"
	"lienket/api/registry"
	"lienket/api/sourcing"
	"lienket/api/store"
)

// DemandList gives a page of demands for a filter.
type DemandList func(context.Context, sourcing.DemandFilter) (store.Page[sourcing.Demand], error)

type demandRow = owned[sourcing.Demand]

// Demands are the demands that list gives for a filter.
func (s *Service) Demands(actor account.Actor, list DemandList, filter sourcing.DemandFilter) *Export {
	columns := []heading[demandRow]{
		{textDemand, func(_ *viewer, d *demandRow) any { return d.of.Title }},
		{textBuyer, func(_ *viewer, d *demandRow) any { return d.Name }},
		{textKeywords, func(_ *viewer, d *demandRow) any { return d.of.Keywords }},
		{textGroup, func(v *viewer, d *demandRow) any { return named(catalogue.GroupLabels, d.of.Group, v.lang) }},
		{unitColumn.Label, func(v *viewer, d *demandRow) any { return d.of.Unit.Label().In(v.lang) }},
		{textAmount, func(_ *viewer, d *demandRow) any { return total(d.of.Months) }},
		{textMonths, func(v *viewer, d *demandRow) any { return monthly(d.of.Months, v.lang) }},
		{textAwarded, func(_ *viewer, d *demandRow) any { return total(d.of.Awarded) }},
		{textCeiling, func(_ *viewer, d *demandRow) any { return unlessZero(int(d.of.PriceCeiling)) }},
		{textMinStars, func(_ *viewer, d *demandRow) any { return d.of.MinStars }},
		{textMarks, func(v *viewer, d *demandRow) any {
			return joined(d.of.QualityMarks, func(code string) string { return named(catalogue.MarkLabels, code, v.lang) })
		}},
		{textDeliverTo, func(v *viewer, d *demandRow) any { return v.area(d.of.DeliveryArea) }},
		{textCloses, func(_ *viewer, d *demandRow) any { return day(d.of.ClosesAt) }},
		{textStatus, func(v *viewer, d *demandRow) any {
			return named(demandStatuses, d.of.StatusAt(v.sourcing.Now()), v.lang)
		}},
		{textDescription, func(_ *viewer, d *demandRow) any { return d.of.Description }},
	}
	return export(actor, "demands", textDemands, columns, func(ctx context.Context, cursor string) (store.Page[demandRow], error) {
		filter.Cursor, filter.Limit, filter.Whole = cursor, exportPage, true
		page, err := list(ctx, filter)
		return withOwners(ctx, s, page, err, func(d *sourcing.Demand) string { return d.OrganizationID })
	})
}

// quoteLine is what a quote offers of one product.
type quoteLine struct {
	quote                           *sourcing.Quote
	line                            *sourcing.QuoteLine
	demand, buyer, seller, products string
}

// Quotes are a demand's quotes, or with "" one's own; a row for each product.
func (s *Service) Quotes(actor account.Actor, demandID string) *Export {
	columns := []heading[quoteLine]{
		{textDemand, func(_ *viewer, q *quoteLine) any { return q.demand }},
		{textBuyer, func(_ *viewer, q *quoteLine) any { return q.buyer }},
		{textSeller, func(_ *viewer, q *quoteLine) any { return q.seller }},
		{productNameColumn.Label, func(_ *viewer, q *quoteLine) any { return q.products }},
		{unitColumn.Label, func(v *viewer, q *quoteLine) any { return q.line.Unit.Label().In(v.lang) }},
		{textUnitPrice, func(_ *viewer, q *quoteLine) any { return q.line.UnitPrice }},
		{textAmount, func(_ *viewer, q *quoteLine) any { return total(q.line.Months) }},
		{textMonths, func(v *viewer, q *quoteLine) any { return monthly(q.line.Months, v.lang) }},
		{textValidUntil, func(_ *viewer, q *quoteLine) any { return day(q.quote.ValidUntil) }},
		{textStatus, func(v *viewer, q *quoteLine) any { return named(quoteStatuses, q.quote.Status, v.lang) }},
		{textSent, func(_ *viewer, q *quoteLine) any { return day(q.quote.CreatedAt) }},
		{textNote, func(_ *viewer, q *quoteLine) any { return q.quote.Note }},
	}
	return export(actor, "quotes", textQuotes, columns, func(ctx context.Context, cursor string) (store.Page[quoteLine], error) {
		var page store.Page[sourcing.Quote]
		var err error
		if demandID != "" {
			page, err = s.sourcing.Quotes(ctx, actor, demandID, cursor, exportPage)
		} else {
			page, err = s.sourcing.Sent(ctx, actor, cursor, exportPage)
		}
		if err != nil {
			return store.Page[quoteLine]{}, err
		}
		return s.quoteLines(ctx, actor, page)
	})
}

func (s *Service) quoteLines(ctx context.Context, actor account.Actor, page store.Page[sourcing.Quote]) (store.Page[quoteLine], error) {
	lines := store.Page[quoteLine]{Next: page.Next}
	var parties, products, demands []string
	for i := range page.Items {
		q := &page.Items[i]
		parties, demands = append(parties, q.BuyerID, q.OrganizationID), append(demands, q.DemandID)
		for j := range q.Lines {
			products = append(products, q.Lines[j].ProductID)
		}
	}
	known, err := s.namesOf(ctx, actor, parties, products, demands)
	if err != nil {
		return lines, err
	}
	for i := range page.Items {
		q := &page.Items[i]
		for j := range q.Lines {
			line := quoteLine{quote: q, line: &q.Lines[j], demand: known.demands[q.DemandID],
				buyer: known.party(q.BuyerID), seller: known.party(q.OrganizationID)}
			line.products = known.product(line.line.ProductID)
			lines.Items = append(lines.Items, line)
		}
	}
	return lines, nil
}

func nameOf(known map[string]*registry.Organization, id string) string {
	if o := known[id]; o != nil {
		return o.Name
	}
	return ""
}

// contractRow is a contract and its parties.
type contractRow struct {
	*linkage.Contract
	parties map[string]*registry.Organization
}

func (c *contractRow) suppliers() string {
	return joined(c.SupplierIDs, func(id string) string { return nameOf(c.parties, id) })
}

// Contracts are the contracts of a filter.
func (s *Service) Contracts(actor account.Actor, filter linkage.ContractFilter) *Export {
	columns := []heading[contractRow]{
		{textContract, func(_ *viewer, c *contractRow) any { return c.Number }},
		{textForm, func(v *viewer, c *contractRow) any { return named(linkageForms, c.Form, v.lang) }},
		{textBuyer, func(_ *viewer, c *contractRow) any { return nameOf(c.parties, c.BuyerID) }},
		{textSellers, func(_ *viewer, c *contractRow) any { return c.suppliers() }},
		{textProducts, func(_ *viewer, c *contractRow) any {
			return joined(c.Lines, func(l linkage.Line) string { return l.ProductName })
		}},
		{textValue, func(_ *viewer, c *contractRow) any { return c.Value }},
		{textFrom, func(_ *viewer, c *contractRow) any { return c.StartDate }},
		{textUntil, func(_ *viewer, c *contractRow) any { return c.EndDate }},
		{textSigned, func(_ *viewer, c *contractRow) any { return day(c.SignedAt) }},
		{textEnded, func(_ *viewer, c *contractRow) any { return day(c.EndedAt) }},
		{textStatus, func(v *viewer, c *contractRow) any { return named(contractStatuses, c.Status, v.lang) }},
	}
	return export(actor, "contracts", textContracts, columns, func(ctx context.Context, cursor string) (store.Page[contractRow], error) {
		return s.contracts(ctx, actor, filter, cursor)
	})
}

func (s *Service) contracts(ctx context.Context, actor account.Actor, filter linkage.ContractFilter, cursor string) (store.Page[contractRow], error) {
	filter.Cursor, filter.Limit = cursor, exportPage
	found, err := s.linkage.Contracts(ctx, actor, filter)
	page := store.Page[contractRow]{Next: found.Next}
	if err != nil {
		return page, err
	}
	var ids []string
	for i := range found.Items {
		ids = append(ids, found.Items[i].Parties...)
	}
	parties, err := s.registry.WithIDs(ctx, ids)
	for i := range found.Items {
		page.Items = append(page.Items, contractRow{&found.Items[i], parties})
	}
	return page, err
}

// of is something that belongs to a contract.
type of[R any] struct {
	contract *contractRow
	item     R
}

func (d *of[R]) line(id string) *linkage.Line {
	for i := range d.contract.Lines {
		if d.contract.Lines[i].ID == id {
			return &d.contract.Lines[i]
		}
	}
	return &linkage.Line{}
}

// ofContracts goes through the contracts of a filter, or one, and what each has of
// something.
func ofContracts[R any](s *Service, actor account.Actor, contractID string, filter linkage.ContractFilter,
	list func(ctx context.Context, contract *linkage.Contract, cursor string) (store.Page[R], error)) func(context.Context, string) (store.Page[of[R]], error) {
	return func(ctx context.Context, cursor string) (page store.Page[of[R]], err error) {
		contracts := store.Page[contractRow]{}
		if contractID == "" {
			contracts, err = s.contracts(ctx, actor, filter, cursor)
		} else {
			contracts, err = s.contract(ctx, actor, contractID)
		}
		page.Next = contracts.Next
		for i := range contracts.Items {
			contract := &contracts.Items[i]
			if contract.SignedAt.IsZero() {
				continue // nothing is delivered or paid yet
			}
			for at := ""; err == nil; {
				var items store.Page[R]
				items, err = list(ctx, contract.Contract, at)
				for j := range items.Items {
					page.Items = append(page.Items, of[R]{contract, items.Items[j]})
				}
				if at = items.Next; at == "" {
					break
				}
			}
		}
		return page, err
	}
}

func (s *Service) contract(ctx context.Context, actor account.Actor, id string) (page store.Page[contractRow], err error) {
	contract, err := s.linkage.Contract(ctx, actor, id)
	if err != nil {
		return page, err
	}
	parties, err := s.registry.WithIDs(ctx, contract.Parties)
	page.Items = []contractRow{{contract, parties}}
	return page, err
}

type deliveryRow = of[linkage.Delivery]

// Deliveries are the deliveries of a contract, or with "" of those of a filter.
func (s *Service) Deliveries(actor account.Actor, contractID string, filter linkage.ContractFilter) *Export {
	columns := []heading[deliveryRow]{
		{textContract, func(_ *viewer, d *deliveryRow) any { return d.contract.Number }},
		{textBuyer, func(_ *viewer, d *deliveryRow) any { return nameOf(d.contract.parties, d.contract.BuyerID) }},
		{textSeller, func(_ *viewer, d *deliveryRow) any { return nameOf(d.contract.parties, d.item.OrganizationID) }},
		{productNameColumn.Label, func(_ *viewer, d *deliveryRow) any { return d.line(d.item.LineID).ProductName }},
		{textMonth, func(_ *viewer, d *deliveryRow) any { return string(d.item.Month) }},
		{unitColumn.Label, func(v *viewer, d *deliveryRow) any { return d.line(d.item.LineID).Unit.Label().In(v.lang) }},
		{textDelivered, func(_ *viewer, d *deliveryRow) any { return d.item.Amount }},
		{textDeliveredAt, func(_ *viewer, d *deliveryRow) any { return d.item.DeliveredAt }},
		{textAccepted, func(_ *viewer, d *deliveryRow) any { return d.item.AcceptedAmount }},
		{textRejected, func(_ *viewer, d *deliveryRow) any { return d.item.RejectedAmount }},
		{textAcceptedAt, func(_ *viewer, d *deliveryRow) any { return day(d.item.AcceptedAt) }},
		{textStatus, func(v *viewer, d *deliveryRow) any { return named(deliveryStatuses, d.item.Status, v.lang) }},
		{textLot, func(_ *viewer, d *deliveryRow) any { return d.item.Lot }},
		{textReason, func(_ *viewer, d *deliveryRow) any { return d.item.Reason }},
		{textNote, func(_ *viewer, d *deliveryRow) any { return d.item.Note }},
	}
	return export(actor, "deliveries", textDeliveries, columns, ofContracts(s, actor, contractID, filter,
		func(ctx context.Context, contract *linkage.Contract, cursor string) (store.Page[linkage.Delivery], error) {
			return s.linkage.DeliveriesOf(ctx, contract, cursor, exportPage)
		}))
}

type paymentRow = of[linkage.Payment]

// Payments are the payments of a contract, or with "" of those of a filter.
func (s *Service) Payments(actor account.Actor, contractID string, filter linkage.ContractFilter) *Export {
	columns := []heading[paymentRow]{
		{textContract, func(_ *viewer, p *paymentRow) any { return p.contract.Number }},
		{textBuyer, func(_ *viewer, p *paymentRow) any { return nameOf(p.contract.parties, p.contract.BuyerID) }},
		{textSeller, func(_ *viewer, p *paymentRow) any { return nameOf(p.contract.parties, p.item.OrganizationID) }},
		{textPaid, func(_ *viewer, p *paymentRow) any { return p.item.Amount }},
		{textPaidAt, func(_ *viewer, p *paymentRow) any { return p.item.PaidAt }},
		{textNote, func(_ *viewer, p *paymentRow) any { return p.item.Note }},
	}
	return export(actor, "payments", textPayments, columns, ofContracts(s, actor, contractID, filter,
		func(ctx context.Context, contract *linkage.Contract, cursor string) (store.Page[linkage.Payment], error) {
			return s.linkage.PaymentsOf(ctx, contract, cursor, exportPage)
		}))
}

// Events are the trade events of an area, "" for all.
func (s *Service) Events(actor account.Actor, area string) *Export {
	columns := []heading[promotion.TradeEvent]{
		{textEvent, func(_ *viewer, e *promotion.TradeEvent) any { return e.Name }},
		{textKind, func(v *viewer, e *promotion.TradeEvent) any { return named(eventKinds, e.Kind, v.lang) }},
		{textArea, func(v *viewer, e *promotion.TradeEvent) any { return v.area(e.AreaCode) }},
		{textVenue, func(_ *viewer, e *promotion.TradeEvent) any { return e.Venue }},
		{textFrom, func(_ *viewer, e *promotion.TradeEvent) any { return e.StartDate }},
		{textUntil, func(_ *viewer, e *promotion.TradeEvent) any { return e.EndDate }},
		{textParticipants, func(_ *viewer, e *promotion.TradeEvent) any { return len(e.Participants) }},
		{textDescription, func(_ *viewer, e *promotion.TradeEvent) any { return e.Description }},
	}
	return export(actor, "trade-events", textEvents, columns, func(ctx context.Context, cursor string) (store.Page[promotion.TradeEvent], error) {
		return s.promotion.Events(ctx, area, cursor, exportPage)
	})
}

func total(months []measure.MonthAmount) measure.Amount {
	var sum measure.Amount
	for _, m := range months {
		sum += m.Amount
	}
	return sum
}

// monthly writes amounts with their months: 12/2026: 10,5; 1/2027: 12.
func monthly(months []measure.MonthAmount, lang string) string {
	parts := make([]string, len(months))
	for i, m := range months {
		year, month := m.Month.Split()
		parts[i] = strconv.Itoa(month) + "/" + strconv.Itoa(year) + ": " + m.Amount.In(lang)
	}
	return strings.Join(parts, "; ")
}

var (
	textDemands      = fault.T("Nhu cầu", "Demands")
	textQuotes       = fault.T("Báo giá", "Quotes")
	textContracts    = fault.T("Hợp đồng", "Contracts")
	textDeliveries   = fault.T("Giao hàng", "Deliveries")
	textPayments     = fault.T("Thanh toán", "Payments")
	textEvents       = fault.T("Sự kiện xúc tiến", "Trade events")
	textDemand       = fault.T("Nhu cầu", "Demand")
	textContract     = fault.T("Số hợp đồng", "Contract number")
	textEvent        = fault.T("Tên sự kiện", "Event")
	textBuyer        = fault.T("Bên mua", "Buyer")
	textSeller       = fault.T("Bên bán", "Supplier")
	textSellers      = fault.T("Các bên bán", "Suppliers")
	textProducts     = fault.T("Sản phẩm", "Products")
	textKeywords     = fault.T("Từ khóa", "Keywords")
	textGroup        = fault.T("Nhóm sản phẩm", "Group")
	textAmount       = fault.T("Tổng số lượng", "Total amount")
	textMonths       = fault.T("Theo tháng", "By month")
	textMonth        = fault.T("Tháng", "Month")
	textAwarded      = fault.T("Đã chọn", "Awarded")
	textCeiling      = fault.T("Giá trần (đồng)", "Price ceiling (VND)")
	textUnitPrice    = fault.T("Đơn giá (đồng)", "Unit price (VND)")
	textMinStars     = fault.T("Số sao ít nhất", "Least stars")
	textMarks        = fault.T("Dấu chất lượng", "Quality marks")
	textDeliverTo    = fault.T("Nơi nhận hàng", "Delivery to")
	textCloses       = fault.T("Hạn gửi báo giá", "Closes on")
	textValidUntil   = fault.T("Có giá trị đến", "Valid until")
	textSent         = fault.T("Ngày gửi", "Sent on")
	textForm         = fault.T("Hình thức liên kết", "Form of linkage")
	textValue        = fault.T("Giá trị (đồng)", "Value (VND)")
	textFrom         = fault.T("Từ ngày", "From")
	textUntil        = fault.T("Đến ngày", "Until")
	textSigned       = fault.T("Ngày ký xong", "Signed on")
	textEnded        = fault.T("Ngày kết thúc", "Ended on")
	textDelivered    = fault.T("Số lượng giao", "Delivered")
	textDeliveredAt  = fault.T("Ngày giao", "Delivered on")
	textAccepted     = fault.T("Số lượng nhận", "Accepted")
	textRejected     = fault.T("Số lượng trả", "Rejected")
	textAcceptedAt   = fault.T("Ngày nghiệm thu", "Accepted on")
	textLot          = fault.T("Lô hàng", "Lot")
	textReason       = fault.T("Lý do", "Reason")
	textPaid         = fault.T("Số tiền (đồng)", "Amount (VND)")
	textPaidAt       = fault.T("Ngày trả", "Paid on")
	textKind         = fault.T("Loại", "Kind")
	textVenue        = fault.T("Nơi tổ chức", "Venue")
	textParticipants = fault.T("Số đơn vị tham gia", "Participants")
	textDescription  = fault.T("Mô tả", "Description")
	textNote         = fault.T("Ghi chú", "Note")
)
