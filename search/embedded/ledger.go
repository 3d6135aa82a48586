package embedded

import (
	"fmt"
	"math"
)

// ledger holds the available amounts of all rows, each row's side by side from
// its first month to its last. Chunks are never moved, so that adding stays cheap
// however much there is.
type ledger struct {
	spans  []span // by row
	chunks [][]int64
	first  uint16 // month of any row, and how many follow up to the last
	months uint16
}

// span is where a row's amounts are.
type span struct {
	at     uint32 // chunk and offset
	first  uint16 // month
	months uint16
}

const (
	chunkBits = 14
	chunkSize = 1 << chunkBits
	// maxMonths is how far a row's last month may lie behind its first; later
	// ones are left out.
	maxMonths = 1200
)

// add takes in the next row's amounts by month. Months that are none, and amounts
// that are not above 0, are left out.
func (l *ledger) add(available map[string]int64) {
	s := spanOf(available)
	if s.months > 0 {
		chunk := len(l.chunks) - 1
		if chunk < 0 || len(l.chunks[chunk])+int(s.months) > chunkSize {
			l.chunks = append(l.chunks, make([]int64, 0, chunkSize))
			chunk++
		}
		start := len(l.chunks[chunk])
		l.chunks[chunk] = l.chunks[chunk][:start+int(s.months)]
		s.at = uint32(chunk<<chunkBits | start)
		for text, amount := range available {
			if month, ok := monthNumber(text); ok && amount > 0 && month-s.first < s.months {
				l.chunks[chunk][start+int(month-s.first)] = amount
			}
		}
	}
	l.spans = append(l.spans, s)
	switch {
	case s.months == 0:
	case l.months == 0:
		l.first, l.months = s.first, s.months
	default:
		last := max(l.first+l.months, s.first+s.months)
		l.first = min(l.first, s.first)
		l.months = last - l.first
	}
}

func spanOf(available map[string]int64) span {
	var first, last uint16
	some := false
	for text, amount := range available {
		month, ok := monthNumber(text)
		if !ok || amount <= 0 {
			continue
		}
		if !some || month < first {
			first = month
		}
		last, some = max(last, month), true
	}
	if !some {
		return span{}
	}
	return span{first: first, months: min(last-first+1, maxMonths)}
}

// holds tells whether a row has at least so much in each of the months.
func (l *ledger) holds(at uint32, months []uint16, least int64) bool {
	s := l.spans[at]
	for _, month := range months {
		offset := month - s.first // wraps around below the first
		if offset >= s.months {
			return false
		}
		amounts := l.chunks[s.at>>chunkBits][s.at&(chunkSize-1):]
		if amounts[offset] < least {
			return false
		}
	}
	return true
}

// count adds one to counts, which begin with the month from, for each month in
// which a row has at least so much.
func (l *ledger) count(at uint32, least int64, counts []int32, from uint16) {
	s := l.spans[at]
	if s.months == 0 {
		return
	}
	amounts := l.chunks[s.at>>chunkBits][s.at&(chunkSize-1):][:s.months]
	counts = counts[s.first-from:]
	for i, amount := range amounts {
		if amount >= least {
			counts[i]++
		}
	}
}

// amount is what a row has in a month, in all of its months together for noMonth.
func (l *ledger) amount(at uint32, month uint16) int64 {
	s := l.spans[at]
	if s.months == 0 {
		return 0
	}
	amounts := l.chunks[s.at>>chunkBits][s.at&(chunkSize-1):][:s.months]
	if month != noMonth {
		if offset := month - s.first; offset < s.months {
			return amounts[offset]
		}
		return 0
	}
	var sum int64
	for _, amount := range amounts {
		sum += amount
	}
	return sum
}

// noMonth is the number of no month.
const noMonth = math.MaxUint16

// monthText is the month of a number.
func monthText(number uint16) string { return fmt.Sprintf("%04d-%02d", number/12, number%12+1) }

// monthNumber numbers the months from 0000-01 to 5460-12.
func monthNumber(text string) (number uint16, ok bool) {
	if len(text) != len("2026-11") || text[4] != '-' {
		return 0, false
	}
	digits := [...]byte{text[0], text[1], text[2], text[3], text[5], text[6]}
	for i := range digits {
		if digits[i] -= '0'; digits[i] > 9 {
			return 0, false
		}
	}
	year := int(digits[0])*1000 + int(digits[1])*100 + int(digits[2])*10 + int(digits[3])
	month := int(digits[4])*10 + int(digits[5])
	if month < 1 || month > 12 || year > 5460 {
		return 0, false
	}
	return uint16(year*12 + month - 1), true
}
