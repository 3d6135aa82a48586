package view

import "context"

// mergeChoice is the form with the side chosen that a field's value comes from.
func mergeChoice(form *Form, field MergeField) *Form {
	from := "kept"
	if field.FromAbsorbed {
		from = "absorbed"
	}
	return &Form{Values: map[string]string{field.Name: from}, Errors: form.Errors}
}

func mergeOptions(ctx context.Context, field MergeField) []Option {
	shown := func(value string) string {
		if value == "" {
			return t(ctx, "duplicates.empty")
		}
		return value
	}
	return []Option{{Value: "kept", Label: shown(field.Kept), Note: t(ctx, "duplicates.keep")},
		{Value: "absorbed", Label: shown(field.Absorbed), Note: t(ctx, "duplicates.absorb")}}
}

func noDuplicates(ctx context.Context, m DuplicatesModel) string {
	switch {
	case m.Pager.Next != "":
		return t(ctx, "duplicates.more_text")
	case m.Dismissed:
		return t(ctx, "duplicates.none_decided_text")
	}
	return t(ctx, "duplicates.none_text")
}
