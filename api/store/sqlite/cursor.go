package sqlite

import (
	"encoding/base64"
	"encoding/binary"
	"math"
)

// A cursor is the fingerprint of its query and the keys of the last document
// read, each with a letter for its type. It is bound, never interpolated, so a
// forged one can skip documents of the query and nothing else.

func encodeCursor(print uint64, keys []any) string {
	raw := binary.BigEndian.AppendUint64(nil, print)
	for _, key := range keys {
		switch key := key.(type) {
		case nil:
			raw = append(raw, 'n')
		case int64:
			raw = binary.AppendVarint(append(raw, 'i'), key)
		case float64:
			raw = binary.BigEndian.AppendUint64(append(raw, 'f'), math.Float64bits(key))
		case string:
			raw = binary.AppendUvarint(append(raw, 's'), uint64(len(key)))
			raw = append(raw, key...)
		case []byte:
			raw = binary.AppendUvarint(append(raw, 'b'), uint64(len(key)))
			raw = append(raw, key...)
		}
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// decodeCursor returns the count keys of a cursor, or errCursor.
func decodeCursor(cursor string, print uint64, count int) ([]any, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) < 8 || binary.BigEndian.Uint64(raw) != print {
		return nil, errCursor
	}
	raw = raw[8:]
	keys := make([]any, 0, count)
	for len(raw) > 0 {
		letter := raw[0]
		raw = raw[1:]
		switch letter {
		case 'n':
			keys = append(keys, nil)
		case 'i':
			value, size := binary.Varint(raw)
			if size <= 0 {
				return nil, errCursor
			}
			keys, raw = append(keys, value), raw[size:]
		case 'f':
			if len(raw) < 8 {
				return nil, errCursor
			}
			value := math.Float64frombits(binary.BigEndian.Uint64(raw))
			if math.IsNaN(value) {
				return nil, errCursor
			}
			keys, raw = append(keys, value), raw[8:]
		case 's', 'b':
			length, size := binary.Uvarint(raw)
			if size <= 0 || length > uint64(len(raw)-size) {
				return nil, errCursor
			}
			text := raw[size : size+int(length)]
			raw = raw[size+int(length):]
			if letter == 's' {
				keys = append(keys, string(text))
			} else {
				keys = append(keys, text)
			}
		default:
			return nil, errCursor
		}
	}
	if len(keys) != count {
		return nil, errCursor
	}
	if _, isText := keys[count-1].(string); !isText {
		return nil, errCursor
	}
	return keys, nil
}

// stretch is a part of an order after a cursor: documents that share the keys
// fixed by its conditions and come in the order that is left.
type stretch struct {
	more  []node
	order []sortKey
}

// after cuts what follows the keys into stretches, nearest first. Within each,
// one range on one key seeks the place: an index finds it whatever the mix of
// directions, and absent keys, which no comparison meets, are a stretch of their
// own.
func (p *plan) after(keys []any) []stretch {
	var stretches []stretch
	for at := len(p.order); at >= 0; at-- {
		var same []node
		for i, by := range p.order[:at] {
			if keys[i] == nil {
				same = append(same, node{op: isNull, field: by.path})
			} else {
				same = append(same, node{op: isEqual, field: by.path, values: keys[i : i+1]})
			}
		}
		field, descending := "_id", p.idDescending
		rest := p.order[at:]
		if at < len(p.order) {
			field, descending = p.order[at].path, p.order[at].descending
		}
		add := func(last node, order []sortKey) {
			stretches = append(stretches, stretch{append(same[:len(same):len(same)], last), order})
		}
		switch key := keys[at]; {
		case key == nil && descending:
		case key == nil:
			add(node{op: isPresent, field: field}, rest)
		case !descending:
			add(node{op: isBeyond, field: field, bounds: []bound{{">", key}}}, rest)
		default:
			add(node{op: isBeyond, field: field, bounds: []bound{{"<", key}}}, rest)
			if field != "_id" {
				add(node{op: isNull, field: field}, p.order[at+1:])
			}
		}
	}
	return stretches
}
