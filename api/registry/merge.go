package registry

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/notice"
	"lienket/api/store"
)

// Merging two records of one organisation moves everything of the absorbed one to the
// kept one but for contracts with their deliveries and payments: what was signed names
// its parties for ever. The absorbed record stays as an alias by which they are found.

// NewMerge is what an officer decides.
type NewMerge struct {
	AbsorbedID string
	Reason     string
	// Choices say of which side a field's value comes, FromKept or FromAbsorbed; by
	// default the kept record's, or the absorbed one's where that is empty.
	Choices map[string]string
	// DryRun tells what would happen and does nothing.
	DryRun bool
	// AbsorbedVersion is the absorbed record's as it was looked at, 0 for any.
	AbsorbedVersion int64
}

// Merger is a merge under way, as OnMerge's functions get it.
type Merger struct {
	Kept, Absorbed *Organization
	// KeptNames and AbsorbedNames are the IDs by which contracts, which are never
	// rewritten, may name either: also those of what it has absorbed before.
	KeptNames, AbsorbedNames []string
	// Trusted says that the absorbed record has been verified once. Anybody may register
	// under another's name: the people of one that never was do not go over.
	Trusted   bool
	DryRun    bool // count and look for obstacles, change nothing
	Moves     []Moved
	People    []MergedMember
	Obstacles []Obstacle
}

// MergedMember is somebody of the absorbed record.
type MergedMember struct {
	User   *account.User
	Before account.Position // in the absorbed record
	After  account.Position // in the kept one, "" for who does not belong to it
}

// Moved is how many documents of a kind, a key of MergeLabels, go over.
type Moved struct {
	Kind  string
	Count int
}

// Obstacle is why two records cannot be merged as things stand.
type Obstacle struct {
	Code string
	Text fault.Text
}

// Merging is what a merge does, or has done.
type Merging struct {
	Merger
	Fields []MergeField
	Done   bool
}

// Count notes that count documents of a kind go over.
func (m *Merger) Count(kind string, count int) {
	if count == 0 {
		return
	}
	at := slices.IndexFunc(m.Moves, func(moved Moved) bool { return moved.Kind == kind })
	if at < 0 {
		m.Moves, at = append(m.Moves, Moved{Kind: kind}), len(m.Moves)
	}
	m.Moves[at].Count += count
}

// Forbid notes why the two cannot be merged.
func (m *Merger) Forbid(when bool, code string, text fault.Text) {
	if when && !slices.ContainsFunc(m.Obstacles, func(o Obstacle) bool { return o.Code == code }) {
		m.Obstacles = append(m.Obstacles, Obstacle{code, text})
	}
}

// Renamed is the ID of the organisation that id stands for after the merge.
func (m *Merger) Renamed(id string) string {
	if slices.Contains(m.AbsorbedNames, id) || slices.Contains(m.KeptNames, id) {
		return m.Kept.ID
	}
	return id
}

// RenamedAll is Renamed for several, of which none stands twice then.
func (m *Merger) RenamedAll(ids []string) []string {
	var renamed []string
	for _, id := range ids {
		if id = m.Renamed(id); !slices.Contains(renamed, id) {
			renamed = append(renamed, id)
		}
	}
	return renamed
}

// Joined are the areas of a document that names several organisations: its own and those
// of the kept one, whose officers oversee it from now on.
func (m *Merger) Joined(areas []string) []string {
	return joinAreas(areas, m.Kept.Areas)
}

// Carry changes what query selects and counts it under kind; in a dry run it counts
// alone.
func Carry[T any, P store.Document[T]](ctx context.Context, m *Merger, kind string, c *store.Collection[T], query store.Query, change func(*T)) error {
	var ids []string
	err := c.Each(ctx, query, func(doc *T) error { ids = append(ids, P(doc).Base().ID); return nil })
	if err != nil {
		return err
	}
	m.Count(kind, len(ids))
	if m.DryRun {
		return nil
	}
	for _, id := range ids {
		if _, err := c.Update(ctx, id, func(doc *T) error { change(doc); return nil }); err != nil {
			return err
		}
	}
	return nil
}

// OnMerge registers what carries an area's documents over, in the Tx of a merge. It is
// called twice: first as a dry run, which may forbid the merge; who asks for that alone
// has it outside of a Tx, where it must write nothing. It is for start-up.
func (s *Service) OnMerge(carry func(context.Context, *Merger) error) {
	s.carriers = append(s.carriers, carry)
}

// Merge makes one record of two, by an officer of both, within one Tx. What has been
// merged so already is left as it is. It cannot be undone, which is what DryRun is for:
// that reads without a Tx, and what it tells is weighed anew when it is done.
// Errors: NotFound, Forbidden, InvalidInput by field, StateForbids with the obstacles,
// VersionMismatch.
func (s *Service) Merge(ctx context.Context, actor account.Actor, keptID string, version int64, n NewMerge) (*Merging, error) {
	if err := actor.Require(account.Officer); err != nil {
		return nil, err
	}
	var check fault.Check
	n.Reason = check.Prose("reason", n.Reason, 0, 2000)
	check.That(n.DryRun || n.Reason != "", "reason", "required", fault.Required)
	checkChoices(&check, n.Choices)
	if err := check.Err(); err != nil {
		return nil, err
	}
	if n.DryRun { // reads alone: who looks holds up nobody who writes
		return s.weighMerge(ctx, actor, keptID, version, n)
	}
	var m *Merging
	err := s.db.Tx(ctx, func(ctx context.Context) error {
		var err error
		if m, err = s.weighMerge(ctx, actor, keptID, version, n); err != nil || m.Done {
			return err
		}
		if len(m.Obstacles) > 0 {
			return m.refused()
		}
		return s.merge(ctx, actor, m, n.Reason)
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// weighMerge tells what a merge would do and what hinders it. It writes nothing.
func (s *Service) weighMerge(ctx context.Context, actor account.Actor, keptID string, version int64, n NewMerge) (*Merging, error) {
	kept, absorbed, err := s.overseenPair(ctx, actor, keptID, n.AbsorbedID)
	if err != nil {
		return nil, err
	}
	m := &Merging{Done: absorbed.MergedInto == kept.ID, Merger: Merger{Kept: kept, Absorbed: absorbed, KeptNames: kept.Names(),
		AbsorbedNames: absorbed.Names(), Trusted: absorbed.Status.public(), DryRun: true}}
	if m.Done {
		return m, nil
	}
	if err := store.CheckVersion(&kept.Meta, version); err != nil {
		return nil, err
	}
	if err := store.CheckVersion(&absorbed.Meta, n.AbsorbedVersion); err != nil {
		return nil, err
	}
	m.Fields = compareFields(kept, absorbed, n.Choices)
	m.checkStanding()
	return m, s.carry(ctx, &m.Merger)
}

// checkStanding notes what kinds and statuses forbid.
func (m *Merging) checkStanding() {
	kept, absorbed := m.Kept, m.Absorbed
	m.Forbid(kept.Status == Merged || absorbed.Status == Merged, "merged", textMergeMerged)
	m.Forbid(kept.Kind != absorbed.Kind, "other-kind", textMergeKind)
	m.Forbid(kept.Status == Suspended || absorbed.Status == Suspended, "suspended", textMergeSuspended)
	m.Forbid(kept.Status == Rejected || kept.Status == Dissolved, "kept-status", textMergeStatus.With(statusTexts[kept.Status]))
	m.Forbid(kept.Status == Pending && absorbed.Status.public(), "kept-unverified", textMergeUnverified)
}

func (m *Merging) refused() error {
	var vi, en []string
	for _, obstacle := range m.Obstacles {
		vi, en = append(vi, obstacle.Text.VI), append(en, obstacle.Text.EN)
	}
	return fault.New(fault.StateForbids, fault.T(strings.Join(vi, " "), strings.Join(en, " ")))
}

// carry has every area move what is the absorbed record's.
func (s *Service) carry(ctx context.Context, m *Merger) error {
	m.Moves, m.People = nil, nil
	for _, carry := range append([]func(context.Context, *Merger) error{s.carryOwn}, s.carriers...) {
		if err := carry(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// merge does it: first the two records, then what moves, then who is told.
func (s *Service) merge(ctx context.Context, actor account.Actor, m *Merging, reason string) error {
	from := m.Absorbed.Status
	if err := s.joinRecords(ctx, m); err != nil {
		return err
	}
	m.DryRun, m.Done = false, true
	if err := s.tellLeft(ctx, m, reason); err != nil {
		return err
	}
	if err := s.carry(ctx, &m.Merger); err != nil {
		return err
	}
	if err := s.keepMerge(ctx, actor, m, from, reason); err != nil {
		return err
	}
	for _, observer := range s.observers {
		if err := observer(ctx, Change{Organization: m.Absorbed, From: from}); err != nil {
			return err
		}
	}
	if err := s.distinctions.Delete(ctx, pairID(m.Kept.ID, m.Absorbed.ID)); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	var err error
	if m.Kept, err = s.Lookup(ctx, m.Kept.ID); err != nil { // what moved may have changed it
		return err
	}
	text := textToldMerged.With(m.Absorbed.Name, m.Kept.Name)
	if names := m.joining(); len(names) > 0 {
		joined := textToldJoined.With(strings.Join(names, ", "))
		text = fault.T(text.VI+" "+joined.VI, text.EN+" "+joined.EN)
	}
	return s.notices.Send(ctx, notice.Members(m.Kept.ID), mergeNotice(m, text, reason))
}

func mergeNotice(m *Merging, text fault.Text, reason string) notice.Message {
	return notice.Message{Kind: "organization-merge", Text: withReason(text, reason), Link: "/htx/" + m.Kept.ID}
}

// maxNamed is how many people a notice names.
const maxNamed = 20

// joining are the names of who newly belongs to the kept record, as far as a notice
// holds them.
func (m *Merging) joining() []string {
	var names []string
	for _, member := range m.People {
		if member.joins(m.Kept.ID) {
			names = append(names, member.User.FullName)
		}
	}
	if more := len(names) - maxNamed; more > 0 {
		names = append(names[:maxNamed], "+"+strconv.Itoa(more))
	}
	return names
}

// tellLeft tells the people of a record that was never verified that it is no more, and
// they with it: before they leave it.
func (s *Service) tellLeft(ctx context.Context, m *Merging, reason string) error {
	if m.Trusted {
		return nil
	}
	return s.notices.Send(ctx, notice.Members(m.Absorbed.ID), mergeNotice(m, textToldLeft.With(m.Absorbed.Name, m.Kept.Name), reason))
}

// joinRecords changes the two records. A tax code is unique, so that one that changes
// sides is nobody's for a moment.
func (s *Service) joinRecords(ctx context.Context, m *Merging) error {
	absorbed, swapped := *m.Absorbed, m.takes("taxCode")
	var err error
	m.Absorbed, err = s.update(ctx, absorbed.ID, func(o *Organization) error {
		o.Status, o.MergedInto, o.Absorbed = transitionOf(o.Status, Merge).to, m.Kept.ID, nil
		if swapped {
			o.TaxCode = ""
		}
		return nil
	})
	if err != nil {
		return err
	}
	taxCode := m.Kept.TaxCode
	m.Kept, err = s.update(ctx, m.Kept.ID, func(o *Organization) error {
		for _, field := range mergeFields {
			if m.takes(field.name) {
				field.take(o, &absorbed)
			}
		}
		o.Absorbed = slices.Concat(o.Absorbed, []string{absorbed.ID}, absorbed.Absorbed)
		return o.check(s.areas, s.today())
	})
	if err != nil {
		return err
	}
	if swapped && taxCode != "" {
		m.Absorbed, err = s.update(ctx, absorbed.ID, func(o *Organization) error { o.TaxCode = taxCode; return nil })
		if err != nil {
			return err
		}
	}
	for _, id := range absorbed.Absorbed {
		if _, err := s.update(ctx, id, func(o *Organization) error { o.MergedInto = m.Kept.ID; return nil }); err != nil {
			return err
		}
	}
	return nil
}

// keepMerge writes the merge into the history of both.
func (s *Service) keepMerge(ctx context.Context, actor account.Actor, m *Merging, from Status, reason string) error {
	ended := s.newMove(actor, m.Absorbed, Merge, from, reason, s.today())
	ended.OtherID, ended.OtherName = m.Kept.ID, m.Kept.Name
	grown := s.newMove(actor, m.Kept, Merge, m.Kept.Status, reason, s.today())
	grown.OtherID, grown.OtherName = m.Absorbed.ID, m.Absorbed.Name
	return s.moves.Insert(ctx, ended, grown)
}

// Living is the organisation that a record lives on in: itself, unless it was merged.
func (s *Service) Living(ctx context.Context, id string) (*Organization, error) {
	o, err := s.Lookup(ctx, id)
	if err != nil || o.MergedInto == "" {
		return o, err
	}
	return s.Lookup(ctx, o.MergedInto)
}

// Names are the IDs that documents may name an organisation by: its own and those of
// what was merged into it.
func (o *Organization) Names() []string { return append([]string{o.ID}, o.Absorbed...) }
