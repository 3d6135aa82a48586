package web

import (
	"net/url"
	"slices"

	"lienket/api/linkage"
	"lienket/web/view"
)

// maxDue is how many acts stand on top of a contract's page; the list of what waits has
// the rest.
const maxDue = 5

// What a contract's page is opened to deliver, a line and a month, and whom to pay.
const (
	deliverParam = "giao"
	payParam     = "tra"
)

// contractDue leads from the top of a contract's page to what the viewer has to do now.
func (v *visit) contractDue(c *linkage.Contract, due []linkage.Due) ([]view.Link, error) {
	var links []view.Link
	next := c.Next(v.actor)
	for event, key := range map[linkage.Event]string{linkage.Sign: "contract.due_sign", linkage.Propose: "contract.due_propose"} { // a contract allows one at most
		if slices.Contains(next, event) {
			links = append(links, view.Link{Label: v.T(key), URL: "#moves"})
		}
	}
	for i := range due {
		if len(links) == maxDue {
			return append(links, view.Link{Label: v.T("contract.due_more"), URL: waitingPath}), nil
		}
		text, err := v.dueText(&due[i])
		if err != nil {
			return nil, err
		}
		key := map[linkage.DueAct]string{linkage.DueDelivery: "contract.due_deliver", linkage.DueAcceptance: "contract.due_accept", linkage.DuePayment: "contract.due_pay"}[due[i].Act]
		links = append(links, view.Link{Label: v.T(key, "Text", text), URL: dueURL(&due[i])})
	}
	return links, nil
}

// dueURL is where one acts on a contract's page, with what is due filled in.
func dueURL(d *linkage.Due) string {
	page := "/hop-dong/" + d.Contract.ID
	switch d.Act {
	case linkage.DueAcceptance:
		return page + "#" + acceptID(d.Delivery)
	case linkage.DuePayment:
		return address(page, url.Values{payParam: {d.Supplier}}) + "#pay"
	}
	return address(page, url.Values{deliverParam: {monthOption(d.Line.ID, d.Month)}}) + "#deliver"
}

func acceptID(delivery string) string { return "accept-" + delivery }

// dueOf is the first act of a kind that is due, or the one that the page was opened for.
func dueOf(due []linkage.Due, act linkage.DueAct, asked func(*linkage.Due) bool) *linkage.Due {
	var first *linkage.Due
	for i := range due {
		switch d := &due[i]; {
		case d.Act != act:
		case asked(d):
			return d
		case first == nil:
			first = d
		}
	}
	return first
}

// dueText says what is due.
func (v *visit) dueText(d *linkage.Due) (string, error) {
	if d.Act == linkage.DuePayment {
		supplier, err := v.site.Registry.Lookup(v.ctx, d.Supplier)
		if err != nil {
			return "", err
		}
		return supplier.Name + ": " + v.Money(d.Money), nil
	}
	return d.Line.ProductName + ", " + v.Month(d.Month) + ": " + v.Quantity(d.Amount, d.Line.Unit), nil
}
