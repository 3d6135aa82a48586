package meili

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"lienket/api/fault"
)

// retryAfter is when a caller may ask again after the server did not answer.
const retryAfter = 5 * time.Second

var textUnavailable = fault.T("Tìm kiếm tạm thời gián đoạn, xin thử lại sau ít phút.", "Search is unavailable for the moment; please try again shortly.")

func unavailable(cause error) error {
	err := &fault.Error{Code: fault.Unavailable, Message: textUnavailable, RetryAfter: retryAfter}
	return err.Wrap(cause)
}

var errClosed = unavailable(errors.New("meili: the engine is closed"))

// failure turns what went wrong while doing into fault.Unavailable: the server
// cannot be reached, is too slow, refuses the key, lost the index or failed a
// task. A caller that gave up itself gets its context's error.
func failure(ctx context.Context, doing string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("meili: %s: %w", doing, context.Canceled)
	}
	return unavailable(fmt.Errorf("meili: %s: %w", doing, err))
}

// errNoMeta says that the index is there, but not its description: it was not
// made by this package, or only in part.
var errNoMeta = errors.New("the index has no description")

// isMissing tells that the server answered and has no index of ours.
func isMissing(err error) bool {
	var refused *meilisearch.Error
	if errors.As(err, &refused) {
		return refused.MeilisearchApiError.Code == "index_not_found"
	}
	return errors.Is(err, errNoMeta)
}
