package view

import (
	"context"
	"strings"
)

func joined(words []string) string { return strings.Join(words, ", ") }

func madeText(ctx context.Context, m TraceModel) string {
	if m.ProducedAt == "" {
		return t(ctx, "trace.made_text", "Maker", m.Maker.Label, "Place", m.Place)
	}
	return t(ctx, "trace.made_on", "Maker", m.Maker.Label, "Place", m.Place, "Day", say(ctx).Date(m.ProducedAt))
}

func certifiedText(ctx context.Context, m TraceModel) string {
	switch {
	case m.Certificate != nil:
		return tn(ctx, "trace.certified_text", m.Certificate.Stars, "Issuer", m.Certificate.Issuer, "Number", m.Certificate.Number)
	case m.LotCode != "":
		return t(ctx, "trace.uncertified_then")
	}
	return t(ctx, "trace.uncertified")
}

func contractedText(ctx context.Context, m TraceModel) string {
	if m.Contracts == 0 {
		return t(ctx, "trace.uncontracted")
	}
	return tn(ctx, "trace.contracts", m.Contracts)
}
