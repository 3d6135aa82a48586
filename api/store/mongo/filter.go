package mongo

import (
	"fmt"
	"reflect"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"lienket/api/store"
)

// translate turns a filter of the port into MongoDB's. Every value stands under
// an operator, so that none can be taken for one.
func translate(filter store.Filter) (bson.D, error) {
	switch f := filter.(type) {
	case nil:
		return bson.D{}, nil
	case store.Eq:
		value, err := operand(f.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Field, err)
		}
		return on(f.Field, "$eq", value), nil // null equals an absent field
	case store.In:
		values := make(bson.A, len(f.Values))
		for i := range f.Values {
			value, err := operand(f.Values[i])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.Field, err)
			}
			values[i] = value
		}
		return on(f.Field, "$in", values), nil
	case store.Range:
		return between(f)
	case store.Contains:
		value, err := operand(f.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Field, err)
		}
		return on(f.Field, "$elemMatch", bson.D{{Key: "$eq", Value: value}}), nil
	case store.Exists:
		if f.Not {
			return on(f.Field, "$eq", nil), nil
		}
		return on(f.Field, "$ne", nil), nil
	case store.And:
		return combine("$and", f, bson.D{})
	case store.Or:
		return combine("$or", f, never())
	}
	return nil, fmt.Errorf("filter %T is unknown", filter)
}

func on(field, operator string, value any) bson.D {
	return bson.D{{Key: field, Value: bson.D{{Key: operator, Value: value}}}}
}

// never selects nothing, at no cost.
func never() bson.D { return on("_id", "$in", bson.A{}) }

func combine(operator string, filters []store.Filter, empty bson.D) (bson.D, error) {
	if len(filters) == 0 {
		return empty, nil
	}
	parts := make(bson.A, len(filters))
	for i, filter := range filters {
		part, err := translate(filter)
		if err != nil {
			return nil, err
		}
		parts[i] = part
	}
	return bson.D{{Key: operator, Value: parts}}, nil
}

func between(f store.Range) (bson.D, error) {
	var bounds bson.D
	for _, bound := range []struct {
		operator string
		value    any
	}{{"$gte", f.From}, {"$lte", f.To}, {"$gt", f.After}, {"$lt", f.Below}} {
		if bound.value == nil {
			continue
		}
		value, err := operand(bound.value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Field, err)
		}
		if value == nil {
			return never(), nil // the zero Instant: null bounds nothing
		}
		bounds = append(bounds, bson.E{Key: bound.operator, Value: value})
	}
	if bounds == nil {
		return on(f.Field, "$ne", nil), nil
	}
	return bson.D{{Key: f.Field, Value: bounds}}, nil
}

// operand turns a filter's value into the one that documents hold for it.
// Values of named types count as their kind.
func operand(value any) (any, error) {
	if instant, ok := value.(store.Instant); ok {
		if instant.IsZero() {
			return nil, nil // as it is stored
		}
		return bson.NewDateTimeFromTime(instant.Truncate(time.Millisecond)), nil
	}
	if value == nil {
		return nil, nil
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	}
	return nil, fmt.Errorf("a filter cannot hold a %T", value)
}
