package exchange

// LimitRows makes a workbook's limit small enough to be met.
func (s *Service) LimitRows(most int) { s.mostRows = most }
