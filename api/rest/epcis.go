package rest

import (
	"time"

	"lienket/api/catalogue"
	"lienket/api/measure"
)

// EPCIS is an EPCIS 2.0 document in its JSON form, with one event: the lot was
// made.
type EPCIS struct {
	Context       []string  `json:"@context"`
	Type          string    `json:"type" enum:"EPCISDocument"`
	SchemaVersion string    `json:"schemaVersion" enum:"2.0"`
	CreationDate  Instant   `json:"creationDate"`
	Body          EPCISBody `json:"epcisBody"`
}

// EPCISBody holds the events.
type EPCISBody struct {
	EventList []ObjectEvent `json:"eventList"`
}

// ObjectEvent is something that happened to goods.
type ObjectEvent struct {
	Type                string          `json:"type" enum:"ObjectEvent"`
	EventTime           string          `json:"eventTime" doc:"Noon of the day: the hour is not recorded"`
	EventTimeZoneOffset string          `json:"eventTimeZoneOffset"`
	Action              string          `json:"action" enum:"ADD"`
	BizStep             string          `json:"bizStep" enum:"commissioning"`
	Disposition         string          `json:"disposition" enum:"active"`
	QuantityList        []EPCISQuantity `json:"quantityList"`
	BizLocation         EPCISLocation   `json:"bizLocation"`
	ILMD                EPCISILMD       `json:"ilmd"`
}

// EPCISQuantity names a class of goods. How much was made is the maker's own
// matter and left out.
type EPCISQuantity struct {
	EPCClass string `json:"epcClass" doc:"A GS1 Digital Link where there is a GTIN, else the lot's page"`
}

// EPCISLocation is where it happened.
type EPCISLocation struct {
	ID string `json:"id" doc:"The page of the maker"`
}

// EPCISILMD is what holds for the lot for ever.
type EPCISILMD struct {
	LotNumber          string       `json:"cbvmda:lotNumber"`
	ProductionDate     measure.Date `json:"cbvmda:productionDate" format:"date"`
	ItemExpirationDate measure.Date `json:"cbvmda:itemExpirationDate,omitempty" format:"date"`
}

func (s *Server) showEPCIS(t *catalogue.Trace) EPCIS {
	lot := t.Lot
	class := s.opts.PublicURL + catalogue.LabelPath(t.Product, lot)
	gtin := lot.GTIN
	if gtin == "" {
		gtin = t.Product.GTIN
	}
	if padded, ok := catalogue.GTIN14(gtin); ok {
		class = "https://id.gs1.org" + catalogue.DigitalLinkPath(padded, lot.Code) // the canonical form
	}
	noon, _ := time.ParseInLocation(time.DateOnly, string(lot.ProducedAt), measure.Vietnam)
	noon = noon.Add(12 * time.Hour)
	return EPCIS{
		Context: []string{"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"},
		Type:    "EPCISDocument", SchemaVersion: "2.0", CreationDate: Instant{lot.CreatedAt},
		Body: EPCISBody{EventList: []ObjectEvent{{
			Type: "ObjectEvent", EventTime: noon.Format(time.RFC3339), EventTimeZoneOffset: "+07:00",
			Action: "ADD", BizStep: "commissioning", Disposition: "active",
			QuantityList: []EPCISQuantity{{class}},
			BizLocation:  EPCISLocation{s.opts.PublicURL + "/htx/" + t.Organization.ID},
			ILMD:         EPCISILMD{lot.Code, lot.ProducedAt, lot.ExpiresAt},
		}}},
	}
}
