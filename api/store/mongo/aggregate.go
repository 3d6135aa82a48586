package mongo

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"lienket/api/store"
)

// Aggregate groups on the server by the values as they are. Values of one text,
// such as absent ones and "", are put together here, and the groups sorted.
func (t *table) Aggregate(ctx context.Context, a store.Aggregation) ([]store.Group, error) {
	filter, err := translate(a.Where)
	if err != nil {
		return nil, err
	}
	var rows []bson.Raw
	err = t.db.do(ctx, "aggregate "+t.docs.Name(), func() error {
		cursor, err := t.docs.Aggregate(ctx, bson.A{
			bson.D{{Key: "$match", Value: filter}},
			bson.D{{Key: "$group", Value: groupStage(a)}},
		})
		if err != nil {
			return err
		}
		return cursor.All(ctx, &rows)
	})
	if err != nil {
		return nil, err
	}
	merged := map[string]*store.Group{}
	for _, row := range rows {
		group, err := readGroup(row, a)
		if err != nil {
			return nil, fmt.Errorf("aggregate %s: %w", t.docs.Name(), err)
		}
		name := strings.Join(group.Keys, "\x00")
		if same, ok := merged[name]; ok {
			if err := addTo(same, group); err != nil {
				return nil, fmt.Errorf("aggregate %s: %w", t.docs.Name(), err)
			}
			continue
		}
		merged[name] = group
	}
	groups := make([]store.Group, 0, len(merged))
	for _, group := range merged {
		groups = append(groups, *group)
	}
	slices.SortFunc(groups, func(a, b store.Group) int { return slices.Compare(a.Keys, b.Keys) })
	return groups, nil
}

const countName = "n"

func keyName(i int) string { return "k" + strconv.Itoa(i) }
func sumName(i int) string { return "s" + strconv.Itoa(i) }

func groupStage(a store.Aggregation) bson.D {
	var by any // null makes one group of all
	if len(a.By) > 0 {
		keys := bson.D{}
		for i, path := range a.By {
			keys = append(keys, bson.E{Key: keyName(i), Value: "$" + path})
		}
		by = keys
	}
	stage := bson.D{{Key: "_id", Value: by}, {Key: countName, Value: bson.D{{Key: "$sum", Value: int64(1)}}}}
	for i, path := range a.Sum {
		stage = append(stage, bson.E{Key: sumName(i), Value: bson.D{{Key: "$sum", Value: "$" + path}}})
	}
	return stage
}

func readGroup(row bson.Raw, a store.Aggregation) (*store.Group, error) {
	group := &store.Group{Keys: make([]string, len(a.By)), Sums: make([]int64, len(a.Sum))}
	var err error
	if group.Count, err = integer(row.Lookup(countName)); err != nil {
		return nil, err
	}
	for i, path := range a.By {
		if group.Keys[i], err = keyText(lookup(row, "_id."+keyName(i))); err != nil {
			return nil, fmt.Errorf("group by %s: %w", path, err)
		}
	}
	for i, path := range a.Sum {
		if group.Sums[i], err = integer(row.Lookup(sumName(i))); err != nil {
			return nil, fmt.Errorf("sum of %s: %w", path, err)
		}
	}
	return group, nil
}

func addTo(sum, more *store.Group) error {
	sum.Count += more.Count
	for i, amount := range more.Sums {
		total := sum.Sums[i] + amount
		if (total > sum.Sums[i]) != (amount > 0) && amount != 0 {
			return errOverflow
		}
		sum.Sums[i] = total
	}
	return nil
}

var errOverflow = fmt.Errorf("a sum lies beyond %d", int64(math.MaxInt64))

// integer refuses doubles: the server turns to them when a sum leaves int64.
func integer(value bson.RawValue) (int64, error) {
	switch value.Type {
	case bson.TypeInt32, bson.TypeInt64:
		return value.AsInt64(), nil
	case bson.TypeDouble:
		return 0, errOverflow
	}
	return 0, fmt.Errorf("the server sent a %s for an integer", value.Type)
}

func keyText(value bson.RawValue) (string, error) {
	switch value.Type {
	case bson.TypeNull:
		return "", nil
	case bson.TypeString:
		return value.StringValue(), nil
	case bson.TypeInt32, bson.TypeInt64:
		return strconv.FormatInt(value.AsInt64(), 10), nil
	case bson.TypeBoolean:
		return strconv.FormatBool(value.Boolean()), nil
	case bson.TypeDateTime:
		return time.UnixMilli(value.DateTime()).UTC().Format(store.InstantLayout), nil
	}
	return "", fmt.Errorf("a %s is no key", value.Type)
}
