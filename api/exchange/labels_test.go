package exchange_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"lienket/api/exchange"
	"lienket/web/i18n"
)

// TestExportsAndPagesSayTheSame of every status and form. A rating is told in a column of
// that name, where a page says what it is a rating of.
func TestExportsAndPagesSayTheSame(t *testing.T) {
	vi, en := i18n.For(i18n.VI), i18n.For(i18n.EN)
	for section, kinds := range exchange.Labels() {
		for _, labels := range kinds {
			for code, label := range labels {
				inPages := [2]string{vi.T(section + "." + code), en.T(section + "." + code)}
				if section == "rating" {
					assert.True(t, strings.HasSuffix(strings.ToLower(inPages[0]), strings.ToLower(label.VI)), code)
					assert.Contains(t, strings.ToLower(inPages[1]), strings.ToLower(label.EN), code)
					continue
				}
				assert.Equal(t, [2]string{label.VI, label.EN}, inPages, "%s.%s", section, code)
			}
		}
	}
}
