package embedded_test

import (
	"reflect"
	"testing"

	"lienket/search"
	"lienket/search/embedded"
)

func TestChangesSurviveEncoding(t *testing.T) {
	changes := []search.Change{
		put("a", 3, "Miến dong"),
		remove("b", 1<<62),
		{Document: search.Document{Kind: "x", ID: "", Version: -1 << 63, Name: "\xff\x00", Price: -1, Stars: -1, UpdatedAt: -5}},
		{},
	}
	var payload []byte
	for _, c := range changes {
		payload = append(payload, embedded.EncodeChange(c)...)
	}
	got, err := embedded.DecodeChanges(string(payload))
	if err != nil || !reflect.DeepEqual(got, changes) {
		t.Errorf("decoded %+v, %v, want %+v", got, err, changes)
	}
	for size := range len(payload) {
		if _, err := embedded.DecodeChanges(string(payload[:size])); err == nil {
			decoded, _ := embedded.DecodeChanges(string(payload[:size]))
			if len(decoded) >= len(changes) {
				t.Errorf("%d of %d bytes decode to all changes", size, len(payload))
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(embedded.EncodeChange(put("a", 3, "Miến dong")))
	f.Add(embedded.EncodeChange(remove("b", 9)))
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, payload []byte) {
		changes, err := embedded.DecodeChanges(string(payload))
		if err != nil {
			return
		}
		var again []byte
		for _, c := range changes {
			again = append(again, embedded.EncodeChange(c)...)
		}
		got, err := embedded.DecodeChanges(string(again))
		if err != nil || !reflect.DeepEqual(got, changes) {
			t.Fatalf("decoded %+v, encoded and decoded again %+v, %v", changes, got, err)
		}
	})
}
