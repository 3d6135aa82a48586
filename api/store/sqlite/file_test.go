package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/fault"
	"lienket/api/store"
	"lienket/api/store/sqlite"
)

func TestASecondOpenerIsTurnedAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lienket.db")
	db := open(t, path)
	_, err := sqlite.Open(path, sqlite.Options{})
	var refusal *fault.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, fault.Unavailable, refusal.Code)
	require.Contains(t, refusal.Message.VI, filepath.Dir(path))
	require.Contains(t, refusal.Message.EN, filepath.Dir(path))

	require.NoError(t, db.Close())
	open(t, path)
}

func TestReopeningKeepsData(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new folder", "với dấu ?#%.db")
	db := open(t, path)
	require.NoError(t, accounts(t, db).Insert(t.Context(), &account{Meta: store.Meta{ID: "one"}, Balance: 1<<62 + 1, Roles: []string{"a"}}))
	require.NoError(t, db.Close())
	require.FileExists(t, path)

	bank := accounts(t, open(t, path))
	got, err := bank.Get(t.Context(), "one")
	require.NoError(t, err)
	require.EqualValues(t, 1<<62+1, got.Balance)
	page, err := bank.Find(t.Context(), store.Query{Where: store.Contains{Field: "roles", Value: "a"}})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
}

func TestChangedIndexesAreBuiltAndStaleOnesDropped(t *testing.T) {
	db, bank := newBank(t)
	for _, a := range []*account{
		{Meta: store.Meta{ID: "one"}, Balance: 5, Roles: []string{"a", "b", "a"}},
		{Meta: store.Meta{ID: "two"}, Balance: 3, Roles: []string{"b"}},
		{Meta: store.Meta{ID: "three"}, Balance: 3},
	} {
		require.NoError(t, bank.Insert(t.Context(), a))
	}
	byBalance := store.Query{Where: store.Eq{Field: "balance", Value: 3}}
	byRole := store.Query{Where: store.Contains{Field: "roles", Value: "b"}, Sort: []string{"-balance"}}
	_, err := bank.Find(t.Context(), byBalance)
	require.ErrorContains(t, err, "no index serves")

	reopen := func(indexes ...store.Index) *store.Collection[account] {
		collection, err := store.Open[account](t.Context(), db, store.Schema{Name: "accounts", Indexes: indexes}, time.Now)
		require.NoError(t, err)
		return collection
	}
	bank = reopen(store.Index{Fields: []string{"balance"}})
	page, err := bank.Find(t.Context(), byBalance)
	require.NoError(t, err)
	require.Len(t, page.Items, 2)
	_, err = bank.Find(t.Context(), byRole)
	require.ErrorContains(t, err, "no index serves")
	_, err = bank.Update(t.Context(), "two", func(a *account) error { a.Roles = []string{"c"}; return nil })
	require.NoError(t, err)

	bank = reopen(store.Index{Fields: []string{"roles", "balance"}, Multi: "roles"})
	page, err = bank.Find(t.Context(), byRole)
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.Equal(t, "one", page.Items[0].ID)
	_, err = bank.Find(t.Context(), byBalance)
	require.ErrorContains(t, err, "no index serves")
}

func TestAUniqueIndexOverDuplicatesIsRefused(t *testing.T) {
	db, bank := newBank(t)
	require.NoError(t, bank.Insert(t.Context(), account1("one"), account1("two")))
	_, err := store.Open[account](t.Context(), db, store.Schema{Name: "accounts",
		Indexes: []store.Index{{Fields: []string{"balance"}, Unique: true}}}, time.Now)
	require.True(t, fault.Is(err, fault.Conflict), "%v", err)
	require.ErrorContains(t, err, "accounts")
	require.ErrorContains(t, err, "balance")
	_, err = bank.Find(t.Context(), store.Query{Where: store.Eq{Field: "email", Value: "x"}})
	require.NoError(t, err, "the old indexes are kept")
}

func TestOpenRefusesOtherFiles(t *testing.T) {
	whole := func(t *testing.T) string {
		path := filepath.Join(t.TempDir(), "lienket.db")
		db := open(t, path)
		var all []*account
		for range 500 {
			all = append(all, &account{Roles: []string{description}})
		}
		require.NoError(t, accounts(t, db).Insert(t.Context(), all...))
		require.NoError(t, db.Close())
		return path
	}
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, content []byte) []byte
	}{
		{"text", func(*testing.T, []byte) []byte { return bytes.Repeat([]byte("Chè Shan tuyết. "), 1000) }},
		{"cut off", func(_ *testing.T, content []byte) []byte { return content[:len(content)/2/4096*4096] }},
		{"another program's", func(_ *testing.T, content []byte) []byte { content[68] ^= 0xff; return content }},
		{"a newer version's", func(_ *testing.T, content []byte) []byte { content[63] = 99; return content }},
		{"damaged schema", func(_ *testing.T, content []byte) []byte {
			copy(content[100:4096], bytes.Repeat([]byte{0xee}, 3996))
			return content
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := whole(t)
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(path, c.spoil(t, content), 0o600))
			_, err = sqlite.Open(path, sqlite.Options{})
			require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
			require.ErrorContains(t, err, path)
			_, err = sqlite.Open(path, sqlite.Options{})
			require.NotContains(t, err.Error(), "Another", "the lock is given back")
		})
	}
}

func TestBackupIsACopyOfItsOwn(t *testing.T) {
	db, bank := newBank(t)
	require.NoError(t, bank.Insert(t.Context(),
		&account{Meta: store.Meta{ID: "gone"}, Roles: []string{"a"}},
		&account{Meta: store.Meta{ID: "one"}, Email: "x", Balance: 4, Roles: []string{"a"}}))
	require.NoError(t, bank.Delete(t.Context(), "gone"))
	path := filepath.Join(t.TempDir(), "copy.db")
	require.NoError(t, db.Backup(t.Context(), path))
	require.Error(t, db.Backup(t.Context(), path), "it does not overwrite")
	require.NoError(t, bank.Delete(t.Context(), "one"))

	restored := accounts(t, open(t, path))
	page, err := restored.Find(t.Context(), store.Query{Where: store.Contains{Field: "roles", Value: "a"}})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.Equal(t, "one", page.Items[0].ID)
	require.True(t, fault.Is(restored.Insert(t.Context(), &account{Email: "x"}), fault.Conflict))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, db.Backup(ctx, path+"2"), context.Canceled)
	require.NoFileExists(t, path+"2")
}

func TestStrictModeRefusesWhatNoIndexServes(t *testing.T) {
	for _, c := range []struct {
		name   string
		q      store.Query
		served bool
	}{
		{"by unique field", store.Query{Where: store.Eq{Field: "email", Value: "x"}}, true},
		{"by element", store.Query{Where: store.Contains{Field: "roles", Value: "x"}, Sort: []string{"-balance"}}, true},
		{"all by ID", store.Query{}, true},
		{"all by index", store.Query{Sort: []string{"email"}}, true},
		{"by IDs", store.Query{Where: store.In{Field: "_id", Values: []any{"a", "b"}}, Sort: []string{"balance"}}, true},
		{"or of served", store.Query{Where: store.Or{store.Eq{Field: "email", Value: "x"}, store.Contains{Field: "roles", Value: "x"}}}, true},
		{"with a condition beside", store.Query{Where: store.And{store.Eq{Field: "email", Value: "x"}, store.Eq{Field: "balance", Value: 1}}}, true},
		{"by other field", store.Query{Where: store.Eq{Field: "balance", Value: 1}}, false},
		{"other field sorted by index", store.Query{Where: store.Eq{Field: "balance", Value: 1}, Sort: []string{"email"}}, false},
		{"all by other field", store.Query{Sort: []string{"balance"}}, false},
		{"or with one unserved", store.Query{Where: store.Or{store.Eq{Field: "email", Value: "x"}, store.Eq{Field: "balance", Value: 1}}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			db, bank := newBank(t)
			for range 2 { // the verdict is kept
				_, err := bank.Find(t.Context(), c.q)
				if c.served {
					require.NoError(t, err)
				} else {
					require.ErrorContains(t, err, "collection accounts")
					require.ErrorContains(t, err, "no index serves")
				}
				err = db.Tx(t.Context(), func(ctx context.Context) error {
					_, err := bank.Find(ctx, c.q)
					return err
				})
				require.Equal(t, c.served, err == nil, "%v", err)
			}
			if c.q.Where != nil {
				_, err := bank.Count(t.Context(), c.q.Where)
				require.Equal(t, c.served, err == nil, "%v", err)
				_, err = bank.Aggregate(t.Context(), store.Aggregation{Where: c.q.Where, Sum: []string{"balance"}})
				require.Equal(t, c.served, err == nil, "%v", err)
			}
		})
	}
	_, bank := newBank(t)
	_, err := bank.Count(t.Context(), nil)
	require.NoError(t, err)
	_, err = bank.Aggregate(t.Context(), store.Aggregation{By: []string{"balance"}})
	require.NoError(t, err)
}

func TestOtherwiseItIsLoggedOnce(t *testing.T) {
	var log bytes.Buffer
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "lienket.db"), sqlite.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	bank := accounts(t, db)
	require.NoError(t, bank.Insert(t.Context(), &account{Balance: 31337}))
	for range 3 {
		page, err := bank.Find(t.Context(), store.Query{Where: store.Eq{Field: "balance", Value: 31337}})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
	}
	require.Equal(t, 1, strings.Count(log.String(), "served by no index"))
	require.Contains(t, log.String(), "accounts")
	require.NotContains(t, log.String(), "31337", "values may be private")
}

func TestNothingButFieldPathsEntersSQL(t *testing.T) {
	db, bank := newBank(t)
	for _, path := range []string{"", ".", "a.", "a..b", `a"`, "a'b", "a b", "$", "a[0]", "-", "a)--", "đ", strings.Repeat("a", 201)} {
		for _, filter := range []store.Filter{
			store.Eq{Field: path, Value: 1}, store.In{Field: path}, store.Range{Field: path, From: 1},
			store.Contains{Field: path, Value: 1}, store.Exists{Field: path}, store.Or{store.Eq{Field: path}},
		} {
			_, err := bank.Find(t.Context(), store.Query{Where: filter})
			require.Error(t, err, "%q", path)
			_, err = bank.Count(t.Context(), filter)
			require.Error(t, err, "%q", path)
		}
		_, err := bank.Find(t.Context(), store.Query{Sort: []string{path}})
		require.Error(t, err, "%q", path)
		_, err = bank.Aggregate(t.Context(), store.Aggregation{By: []string{path}})
		require.Error(t, err, "%q", path)
		_, err = bank.Aggregate(t.Context(), store.Aggregation{Sum: []string{path}})
		require.Error(t, err, "%q", path)
		_, err = db.Table(t.Context(), store.Schema{Name: "x", Indexes: []store.Index{{Fields: []string{path}}}})
		require.Error(t, err, "%q", path)
		_, err = db.Table(t.Context(), store.Schema{Name: path + `"`})
		require.Error(t, err, "%q", path)
	}
}

func FuzzCursor(f *testing.F) {
	_, bank := newBank(f)
	for i := range 30 {
		require.NoError(f, bank.Insert(f.Context(), &account{Balance: int64(i % 4), Roles: []string{"a"}}))
	}
	q := store.Query{Where: store.Contains{Field: "roles", Value: "a"}, Sort: []string{"-balance"}, Limit: 7}
	for {
		page, err := bank.Find(f.Context(), q)
		require.NoError(f, err)
		if page.Next == "" {
			break
		}
		q.Cursor = page.Next
		f.Add(page.Next)
	}
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		if cursor == "" {
			return
		}
		q.Cursor = cursor
		_, err := bank.Find(t.Context(), q)
		var refusal *fault.Error
		if err != nil && (!errors.As(err, &refusal) || refusal.Code != fault.InvalidInput || refusal.Fields[0].Path != "cursor") {
			t.Fatalf("%q: %v", cursor, err)
		}
	})
}
