package app_test

import (
	"net/http"

	"lienket/api/app/apptest"
)

func contractIn(status string) func(*world) string {
	return func(w *world) string { return w.contract(status) }
}

// standing is a verified cooperative that nobody belongs to; outOfTrade is
// one that is suspended.
func (w *world) standing() string {
	return w.officer.Post("/organizations", object{"kind": "cooperative", "name": "HTX Chịu xét", "taxCode": w.TaxCode(), "areaCode": "01840"}).
		Want(http.StatusCreated).ID()
}

func (w *world) outOfTrade() string {
	id := w.standing()
	w.officer.Post("/organizations/"+id+"/suspend", object{"reason": secret}).Want(http.StatusOK)
	return id
}

func (w *world) union() string {
	return w.officer.Post("/organizations", object{"kind": "union", "name": "Liên hiệp HTX", "taxCode": w.TaxCode(), "areaCode": "01840"}).
		Want(http.StatusCreated).ID()
}

// proposed asks the seller to join a union.
func (w *world) proposed() string {
	union := w.Verified("union", "Liên hiệp HTX Mới", "01849")
	return union.Post("/organizations/"+union.OrganizationID+"/affiliates", object{"cooperativeId": w.seller.OrganizationID}).
		Want(http.StatusCreated).ID()
}

func (w *world) consent() string {
	return w.officer.Post("/organizations/"+w.seller.OrganizationID+"/consents", object{"givenBy": "Nông Thị Hà", "channel": "phone", "note": secret}).
		Want(http.StatusCreated).ID()
}

// sellerSuspended takes the seller out of trade and puts it back, which its history
// tells.
func (w *world) sellerSuspended() string {
	id := w.seller.OrganizationID
	w.officer.Post("/organizations/"+id+"/suspend", object{"reason": secret}).Want(http.StatusOK)
	w.officer.Post("/organizations/"+id+"/resume", object{"reason": "Xong"}).Want(http.StatusOK)
	return id
}

// merged is a record that was rejected, with a reason, and merged into the seller's.
func (w *world) merged() string {
	id := w.pending()
	w.officer.Post("/organizations/"+id+"/verify", object{"decision": "reject", "note": secret}).Want(http.StatusOK)
	merge(w.officer, w.seller.OrganizationID, id, nil).Want(http.StatusOK)
	return id
}

func (w *world) secretDemand() string { return w.newDemand(secret) }

// invitedDemand invites the seller alone.
func (w *world) invitedDemand() string {
	body := w.demandBody(secret)
	body["visibility"] = "invited"
	id := w.buyer.Post("/demands", body).Want(http.StatusCreated).ID()
	w.buyer.Post("/demands/"+id+"/invitations", object{"organizationIds": []string{w.seller.OrganizationID}, "note": secret}).Want(http.StatusOK)
	w.buyer.Post("/demands/"+id+"/publish", nil).Want(http.StatusOK)
	return id
}

// jointBody asks the seller and the other one for a part.
func (w *world) jointBody() object {
	if w.second == "" {
		w.second = w.as["other"].Offer("Miến dong", nil)
	}
	return object{"lines": []object{apptest.Line(w.product, 1), apptest.Line(w.second, 1)}, "validUntil": "2026-12-10", "note": secret}
}

// joint is a joint quote that the buyer has asked for, both suppliers invited.
func (w *world) joint() string {
	w.jointDemand = w.openDemand()
	return w.buyer.Post("/demands/"+w.jointDemand+"/joint-quotes", w.jointBody()).Want(http.StatusCreated).ID()
}

func (w *world) confirmedJoint() string {
	id := w.joint()
	w.seller.Post("/joint-quotes/"+id+"/confirm", nil).Want(http.StatusOK)
	return id
}

func (w *world) offeredJoint() string {
	id := w.confirmedJoint()
	w.as["other"].Post("/joint-quotes/"+id+"/confirm", nil).Want(http.StatusOK)
	return id
}

// awardedQuotes are one of the seller and one of the other, for one demand and both
// accepted.
func (w *world) awardedQuotes() []string {
	w.jointBody() // the other one's product
	demand := w.openDemand()
	var ids []string
	for who, product := range map[*apptest.Client]string{w.seller: w.product, w.as["other"]: w.second} {
		id := who.Post("/demands/"+demand+"/quotes", object{"lines": []object{apptest.Line(product, 1)}, "validUntil": "2026-12-31"}).Want(http.StatusCreated).ID()
		w.buyer.Post("/quotes/"+id+"/accept", nil).Want(http.StatusOK)
		ids = append(ids, id)
	}
	return ids
}

func (w *world) openable() string { return w.newDemand("Cần chè") }

// credentials are somebody's who is not in the matrix.
func (w *world) credentials() object {
	if w.email == "" {
		code := w.TaxCode()
		w.email = code + "@example.vn"
		w.Visitor().Post("/auth/register", object{"email": w.email, "password": apptest.Password, "fullName": "Ai đó",
			"organization": object{"kind": "enterprise", "name": "Công ty Ai đó", "taxCode": code, "areaCode": "01840"}}).Want(http.StatusCreated)
	}
	return object{"email": w.email, "password": apptest.Password}
}
