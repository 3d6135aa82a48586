package ferrettest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"lienket/api/fault"
	"lienket/api/store"
	"lienket/api/store/mongo"
	"lienket/api/store/storetest"
)

func (s *replicaSet) openStore(t *testing.T) store.DB {
	t.Helper()
	db, err := mongo.Open(t.Context(), mongo.Options{
		URI:      s.uri(),
		Database: "t" + strings.ReplaceAll(uuid.NewString(), "-", ""),
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// TestContractInTransactions runs the contract with the driver's transactions.
func TestContractInTransactions(t *testing.T) {
	s := startReplicaSet(t)
	storetest.Run(t, s.openStore, append(lacks,
		storetest.Without(storetest.Isolation, "the replica set before FerretDB cannot hide a transaction's writes"))...)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, command := range []string{"insert", "update", "findAndModify", "commitTransaction", "abortTransaction"} {
		require.Positive(t, s.seen[command], command)
	}
}

type note struct {
	store.Meta `json:",inline"`
	Text       string `json:"text"`
}

// TestTransactionsMeetTheServersErrors: a passing error means another run, the
// loss of a commit's answer another commit, and any other error an end.
func TestTransactionsMeetTheServersErrors(t *testing.T) {
	s := startReplicaSet(t)
	db := s.openStore(t)
	notes, err := store.Open[note](t.Context(), db, store.Schema{Name: "notes"}, time.Now)
	require.NoError(t, err)

	errOwn := errors.New("own")
	for _, c := range []struct {
		name     string
		command  string // answered thus once
		answer   bson.D
		pass     bool // whether fn passes over errors
		own      error
		runs     int
		calls    int
		code     fault.Code
		isStored bool
	}{
		{name: "none", runs: 1, calls: 1, isStored: true},
		{name: "conflict at a write", command: "insert", answer: refusal(112, "WriteConflict", transient), runs: 2, calls: 1, isStored: true},
		{name: "conflict passed over", command: "insert", answer: refusal(112, "WriteConflict", transient), pass: true, runs: 2, calls: 1, isStored: true},
		{name: "conflict at a read, then an error of fn's", command: "find", answer: refusal(112, "WriteConflict", transient), own: errOwn, runs: 2, code: fault.Internal},
		{name: "duplicate that the look-up missed", command: "insert", answer: bson.D{{Key: "ok", Value: 1.0}, {Key: "n", Value: 0},
			{Key: "writeErrors", Value: bson.A{bson.D{{Key: "index", Value: 0}, {Key: "code", Value: 11000}, {Key: "errmsg", Value: "E11000"}}}}},
			runs: 2, calls: 1, isStored: true},
		{name: "conflict at the commit", command: "commitTransaction", answer: refusal(112, "WriteConflict", transient), runs: 2, calls: 1, isStored: true},
		{name: "commit of unknown outcome", command: "commitTransaction", answer: refusal(91, "ShutdownInProgress", "UnknownTransactionCommitResult"), runs: 1, calls: 1, isStored: true},
		{name: "an accident", command: "insert", answer: refusal(8, "UnknownError"), runs: 1, code: fault.Internal},
		{name: "an accident passed over", command: "insert", answer: refusal(8, "UnknownError"), pass: true, runs: 1, code: fault.Internal},
		{name: "an outage", command: "insert", answer: refusal(189, "PrimarySteppedDown", "RetryableWriteError"), runs: 1, code: fault.Unavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.mu.Lock()
			s.fail = func(command string) bson.D {
				if command != c.command {
					return nil
				}
				s.fail = nil
				if command == "commitTransaction" && strings.Contains(c.answer[2].Value.(string), "Conflict") {
					s.abort()
				}
				return c.answer
			}
			s.mu.Unlock()
			runs, calls := 0, 0
			doc := &note{}
			err := db.Tx(t.Context(), func(ctx context.Context) error {
				runs++
				store.AfterCommit(ctx, func() { calls++ })
				_, err := notes.Get(ctx, "none")
				if !fault.Is(err, fault.NotFound) && !c.pass && c.own == nil {
					return err
				}
				if c.own != nil {
					return c.own
				}
				doc = &note{Text: c.name}
				err = db.Tx(ctx, func(ctx context.Context) error { return notes.Insert(ctx, doc) })
				if c.pass {
					return nil
				}
				return err
			})
			require.Equal(t, c.code, fault.CodeOf(err), "%v", err)
			if c.own != nil {
				require.Same(t, c.own, err)
			}
			require.Equal(t, c.runs, runs)
			require.Equal(t, c.calls, calls)
			_, err = notes.Get(t.Context(), doc.ID)
			require.Equal(t, c.isStored, err == nil, "%v", err)
			s.mu.Lock()
			defer s.mu.Unlock()
			require.Empty(t, s.running, "nothing is left open")
		})
	}
}
