package exchange

import (
	"time"

	"lienket/api/fault"
)

// LimitRows makes a workbook's limit small enough to be met.
func (s *Service) LimitRows(most int) { s.mostRows = most }

// LimitTime makes the time for the work on a file short enough to run out.
func (s *Service) LimitTime(most time.Duration) { s.exportTime = most }

// LimitBooks has no more workbooks made at once than that.
func (s *Service) LimitBooks(most int) { s.gate.books = make(turns, most) }

// Labels are the words of codes that pages have words for too, by the section of these.
func Labels() map[string][]map[string]fault.Text {
	return map[string][]map[string]fault.Text{
		"status": {plain(organizationStatuses), plain(certificateStatuses), plain(demandStatuses), plain(quoteStatuses),
			plain(contractStatuses), plain(deliveryStatuses), plain(jointStatuses), plain(partStatuses)},
		"form_of": {linkageForms},
		"rating":  {plain(bands)},
	}
}

func plain[C ~string](labels map[C]fault.Text) map[string]fault.Text {
	plain := map[string]fault.Text{}
	for code, label := range labels {
		plain[string(code)] = label
	}
	return plain
}
