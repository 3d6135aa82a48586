package linkage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"lienket/api/account"
	"lienket/api/store"
)

// Entry is one link of a contract's history. Hash covers the entry and the hash
// before it, so that a changed, missing or reordered entry shows.
type Entry struct {
	store.Meta `json:",inline"`
	ContractID string        `json:"contractId"`
	Sequence   int           `json:"sequence"` // from 1
	Event      string        `json:"event"`
	From       Status        `json:"from"`
	To         Status        `json:"to"`
	UserID     string        `json:"userId"`
	Party      string        `json:"party"` // the organisation acted for, "" for the system
	At         store.Instant `json:"at"`
	Detail     string        `json:"detail"`
	Content    string        `json:"content"` // hash of the contract's content then
	Previous   string        `json:"previous"`
	Hash       string        `json:"hash"`
}

var historySchema = store.Schema{Name: "history", Indexes: []store.Index{
	{Fields: []string{"contractId", "sequence"}, Unique: true},
}}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// seal computes the entry's hash. Every member is quoted or a number, so that no
// two entries have the same text.
func (e *Entry) seal() string {
	return hashOf(fmt.Sprintf("%q %d %q %q %q %q %q %q %q %q %q",
		e.ContractID, e.Sequence, e.Event, e.From, e.To, e.UserID, e.Party, e.At.String(), e.Detail, e.Content, e.Previous))
}

// record appends an entry to the contract's history and moves its head, in the
// caller's Tx; the caller stores the contract.
func (s *Service) record(ctx context.Context, c *Contract, actor account.Actor, event string, from Status, detail string) error {
	return s.recordAt(ctx, c, actor, store.At(s.clock()), event, from, detail)
}

func (s *Service) recordAt(ctx context.Context, c *Contract, actor account.Actor, at store.Instant, event string, from Status, detail string) error {
	entry := &Entry{
		ContractID: c.ID, Sequence: c.HistoryLength + 1, Event: event, From: from, To: c.Status,
		UserID: actor.UserID, Party: c.as(actor).OrganizationID, At: at, Detail: detail,
		Content: hashOf(c.content()), Previous: c.HistoryHash,
	}
	entry.ID = fmt.Sprintf("%s-%06d", c.ID, entry.Sequence)
	entry.Hash = entry.seal()
	c.HistoryLength, c.HistoryHash = entry.Sequence, entry.Hash
	return s.history.Insert(ctx, entry)
}

// History is a contract's history, oldest first, and whether it verifies.
type History struct {
	Entries  []Entry
	Verified bool
	// Broken is the sequence of the first entry that does not verify, 0 for none;
	// one past the last where entries are missing at the end. It is the last where
	// the contract is not what the history ends in.
	Broken int
}

// History returns and verifies the history of a contract that actor may see.
func (s *Service) History(ctx context.Context, actor account.Actor, contractID string) (History, error) {
	contract, err := s.Contract(ctx, actor, contractID)
	if err != nil {
		return History{}, err
	}
	var history History
	err = s.history.Each(ctx, store.Query{
		Where: store.Eq{Field: "contractId", Value: contractID}, Sort: []string{"sequence"},
	}, func(e *Entry) error {
		history.Entries = append(history.Entries, *e)
		return nil
	})
	history.Broken = firstBroken(contract, history.Entries)
	history.Verified = history.Broken == 0
	return history, err
}

func firstBroken(c *Contract, entries []Entry) int {
	previous := ""
	for i := range entries {
		e := &entries[i]
		if e.Sequence != i+1 || e.Previous != previous || e.Hash != e.seal() {
			return i + 1
		}
		previous = e.Hash
	}
	if len(entries) != c.HistoryLength || previous != c.HistoryHash {
		return len(entries) + 1
	}
	if !c.endOf(entries) {
		return len(entries)
	}
	return 0
}

// endOf reports whether the contract is what its whole history led to: its state,
// its content, who signed that and when, and how it ended.
func (c *Contract) endOf(entries []Entry) bool {
	if len(entries) == 0 {
		return false
	}
	var signed []Signature
	var signedAt, endedAt store.Instant
	ending := ""
	for _, e := range entries {
		switch Event(e.Event) {
		case Revise:
			signed = nil
		case Sign:
			signed = append(signed, Signature{OrganizationID: e.Party, UserID: e.UserID, At: e.At, ContentHash: e.Content})
			if e.To == Signed {
				signedAt = e.At
			}
		case Terminate:
			ending, endedAt = e.Detail, e.At
		}
	}
	last := entries[len(entries)-1]
	same := slices.EqualFunc(c.Signatures, signed, func(a, b Signature) bool {
		return a.OrganizationID == b.OrganizationID && a.UserID == b.UserID && a.At.Equal(b.At.Time) && a.ContentHash == b.ContentHash
	})
	if c.Ending == nil {
		same = same && ending == ""
	} else {
		same = same && ending == c.Ending.detail() && c.Ending.At.Equal(endedAt.Time)
	}
	return same && c.Status == last.To && hashOf(c.content()) == last.Content && c.SignedAt.Equal(signedAt.Time) &&
		len(c.Parties) > 0 && c.BuyerID == c.Parties[0]
}
