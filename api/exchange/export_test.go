package exchange

import "time"

// LimitRows makes a workbook's limit small enough to be met.
func (s *Service) LimitRows(most int) { s.mostRows = most }

// LimitTime makes the time for the work on a file short enough to run out.
func (s *Service) LimitTime(most time.Duration) { s.exportTime = most }

// LimitBooks has no more workbooks made at once than that.
func (s *Service) LimitBooks(most int) { s.gate.books = make(turns, most) }
