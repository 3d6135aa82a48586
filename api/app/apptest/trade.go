package apptest

import (
	"net/http"

	"github.com/stretchr/testify/require"

	"lienket/api/account"
)

// Actor is whom the client's token names, for calling services directly.
func (c *Client) Actor() account.Actor {
	c.T.Helper()
	if c.Token == "" {
		return account.Actor{}
	}
	actor, err := c.Accounts.Authenticate(c.T.Context(), c.Token)
	require.NoError(c.T, err)
	return actor
}

// Draft drafts a product in kg at 50.000 to 60.000 ₫; with fields beside or
// instead of these.
func (c *Client) Draft(name string, with Object) string {
	c.T.Helper()
	body := Object{"name": name, "group": "thuc-pham", "unit": "kg", "price": Object{"min": 50_000, "max": 60_000}}
	for key, value := range with {
		body[key] = value
	}
	return c.Post("/products", body).Want(http.StatusCreated).ID()
}

// Offer is Draft and publish.
func (c *Client) Offer(name string, with Object) string {
	c.T.Helper()
	id := c.Draft(name, with)
	c.Post("/products/"+id+"/publish", nil).Want(http.StatusOK)
	return id
}

// Capacity states the capacity of a product in 2027, the first months of it.
func (c *Client) Capacity(productID, unit string, months ...float64) {
	c.T.Helper()
	c.Put("/products/"+productID+"/capacity/2027", Object{"unit": unit, "months": Year(months...)}).Want(http.StatusOK)
}

// Year is twelve amounts, 0 where none is given.
func Year(months ...float64) []float64 { return append(months, make([]float64, 12-len(months))...) }

// Certify gives a product a certificate that an officer of the province enters,
// which verifies it.
func (c *Client) Certify(productID, number, issuedAt string, score float64) string {
	c.T.Helper()
	return c.Staff("19").Post("/products/"+productID+"/certificates", Object{
		"number": number, "decisionNumber": "12/QĐ-UBND", "issuer": "UBND tỉnh", "issuedAt": issuedAt,
		"criteriaVersion": "qd-148-2023", "score": score}).Want(http.StatusCreated).ID()
}

// Months is a schedule of 2027, from January on; 0 leaves a month out.
func Months(amounts ...float64) []Object {
	names := []string{"2027-01", "2027-02", "2027-03", "2027-04", "2027-05", "2027-06",
		"2027-07", "2027-08", "2027-09", "2027-10", "2027-11", "2027-12"}
	months := []Object{}
	for i, amount := range amounts {
		if amount != 0 {
			months = append(months, Object{"month": names[i], "amount": amount})
		}
	}
	return months
}

// Line is one line of a contract or a quote, at 55.000 ₫.
func Line(productID string, amounts ...float64) Object {
	return Object{"productId": productID, "unitPrice": 55_000, "months": Months(amounts...)}
}

// Draw drafts a contract of which the client is the buyer, from today to the end
// of 2027.
func (c *Client) Draw(lines ...Object) string {
	c.T.Helper()
	return c.Post("/contracts", Object{"form": "form-3", "startDate": "2026-11-23", "endDate": "2027-12-31", "lines": lines}).
		Want(http.StatusCreated).ID()
}

// Sign signs a contract.
func (c *Client) Sign(contractID string) *Response {
	c.T.Helper()
	return c.Post("/contracts/"+contractID+"/sign", Object{"password": Password})
}

// Conclude draws up a contract as its buyer, proposes it and has all sign.
func (c *Client) Conclude(lines []Object, suppliers ...*Client) string {
	c.T.Helper()
	id := c.Draw(lines...)
	c.Post("/contracts/"+id+"/propose", nil).Want(http.StatusOK)
	c.Sign(id).Want(http.StatusOK)
	for _, supplier := range suppliers {
		supplier.Sign(id).Want(http.StatusOK)
	}
	return id
}

// Deliver announces a delivery of the contract's line at that place.
func (c *Client) Deliver(contractID string, line int, month string, amount float64) *Response {
	c.T.Helper()
	var contract struct{ Lines []struct{ ID string } }
	c.Get("/contracts/" + contractID).Want(http.StatusOK).JSON(&contract)
	return c.Post("/contracts/"+contractID+"/deliveries", Object{
		"lineId": contract.Lines[line].ID, "month": month, "amount": amount, "deliveredAt": "2026-11-23"})
}
