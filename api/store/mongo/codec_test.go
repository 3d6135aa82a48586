package mongo

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"lienket/api/store"
)

type folder struct {
	store.Meta `json:",inline"`
	Title      string          `json:"title"`
	Sealed     store.Instant   `json:"sealed"`
	Opened     []store.Instant `json:"opened"`
	Sheets     []sheet         `json:"sheets"`
	Parent     *folder         `json:"parent,omitempty"`
	ByName     map[string]sheet
	cover
	Size   size   `json:"size"`
	Hidden string `json:"-"`
	Loose  any    `json:"loose,omitzero"`
}

type sheet struct {
	At *store.Instant `json:"at"`
}

type cover struct {
	Printed store.Instant `json:"printed,omitzero"`
}

// size has a JSON form of its own.
type size struct{ wide, high int }

func (s size) MarshalJSON() ([]byte, error) { return json.Marshal([]int{s.wide, s.high}) }
func (s *size) UnmarshalJSON(data []byte) error {
	var pair [2]int
	err := json.Unmarshal(data, &pair)
	s.wide, s.high = pair[0], pair[1]
	return err
}

func TestInstantsAreDatesAndTextsAreTexts(t *testing.T) {
	moment := store.At(time.Date(2026, 11, 23, 3, 4, 5, 6e6, time.UTC))
	in := folder{
		Meta:   store.Meta{ID: "1", Version: 1, CreatedAt: moment},
		Title:  moment.String(),
		Sealed: moment, Opened: []store.Instant{moment, {}},
		Sheets: []sheet{{At: &moment}, {}},
		Parent: &folder{Sealed: moment, ByName: map[string]sheet{"x": {At: &moment}}},
		cover:  cover{Printed: moment}, Size: size{3, 4}, Hidden: "x", Loose: moment.String(),
	}
	raw, err := encode(&in, nil)
	require.NoError(t, err)
	for path, want := range map[string]bson.Type{
		"title": bson.TypeString, "loose": bson.TypeString,
		"createdAt": bson.TypeDateTime, "updatedAt": bson.TypeNull,
		"sealed": bson.TypeDateTime, "printed": bson.TypeDateTime,
		"opened.0": bson.TypeDateTime, "opened.1": bson.TypeNull,
		"sheets.0.at": bson.TypeDateTime, "parent.sealed": bson.TypeDateTime,
		"parent.ByName.x.at": bson.TypeDateTime, "version": bson.TypeInt64,
		"size.0": bson.TypeInt64,
	} {
		require.Equal(t, want, lookup(raw, path).Type, path)
	}
	require.Equal(t, bson.TypeNull, lookup(raw, "Hidden").Type)

	var out folder
	require.NoError(t, decode(raw, &out))
	in.Hidden = ""
	require.Equal(t, in, out)
}

func TestNullsOfUniqueIndexesAreNotStored(t *testing.T) {
	raw, err := encode(&folder{Parent: &folder{}}, map[string]bool{"sealed": true, "parent.sealed": true})
	require.NoError(t, err)
	for _, path := range [][]string{{"sealed"}, {"parent", "sealed"}} {
		_, err = raw.LookupErr(path...)
		require.Error(t, err)
	}
	_, err = raw.LookupErr("opened")
	require.NoError(t, err)
}

func TestNumbersThatAreNoInt64AreRefused(t *testing.T) {
	_, err := encode(&struct{ N uint64 }{1 << 63}, nil)
	require.ErrorContains(t, err, "no int64")
}

// FuzzCursor: whatever comes as a cursor, it is refused or is made of scalars.
func FuzzCursor(f *testing.F) {
	keys := order([]string{"-amount"})
	raw, err := bson.Marshal(bson.D{{Key: "_id", Value: "1"}, {Key: "amount", Value: int64(3)}})
	require.NoError(f, err)
	bound, err := digest("goods", bson.D{}, keys)
	require.NoError(f, err)
	good, err := cursorAt(raw, bound, keys)
	require.NoError(f, err)
	f.Add(good)
	f.Add("")
	f.Add(good[:10])
	f.Fuzz(func(t *testing.T, cursor string) {
		condition, err := behind(cursor, bound, keys)
		if err != nil {
			return
		}
		_, err = bson.Marshal(condition)
		require.NoError(t, err)
	})
}

func FuzzTextsRoundTrip(f *testing.F) {
	f.Add("Miến dong", "a.b")
	f.Add("\x01\"\\", "$x")
	f.Fuzz(func(t *testing.T, value, name string) {
		in := map[string]any{name: value}
		raw, err := encode(in, nil)
		if err != nil {
			return // a NUL in a name
		}
		want, err := json.Marshal(in)
		require.NoError(t, err)
		var out map[string]any
		require.NoError(t, decode(raw, &out))
		got, err := json.Marshal(out)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	})
}
