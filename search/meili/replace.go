package meili

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"lienket/search"
)

const (
	buildMark    = "_build_"       // between the index's name and the rebuild's
	staleBuild   = time.Hour       // a build that nobody wrote to for so long was left by a crash
	dropTimeout  = 5 * time.Second // to ask for the removal of a build
	mostInFlight = 4               // batches that the server has not carried out
)

// Replace implements search.Engine: it fills a second index and swaps the two.
//
// The rebuild is named in the description of the index in use, and every Apply,
// of whatever process, marks what it writes meanwhile with that name; the marked
// records are carried over. A change that came before the mark was committed to
// the database before next reads it. Two Replaces at once must be kept apart by
// the caller's lease; within one process they wait for each other.
func (e *Engine) Replace(ctx context.Context, next func(yield func([]search.Document) error) error) error {
	if e.closed.Load() {
		return errClosed
	}
	if err := e.replacing.acquire(ctx); err != nil {
		return failure(ctx, "replace", err)
	}
	defer e.replacing.release()
	rebuild := strings.ToLower(rand.Text())
	build := e.index + buildMark + rebuild
	if err := e.mark(ctx, rebuild); err != nil {
		return failure(ctx, "start a rebuild", err)
	}
	defer e.drop(ctx, build)
	if err := e.create(ctx, build, meta{Complete: true}); err != nil {
		return failure(ctx, "make the rebuilt index", err)
	}
	if err := e.dropStale(ctx, build); err != nil {
		return failure(ctx, "remove what older rebuilds left", err)
	}
	filling := &filling{engine: e, index: build}
	if err := next(func(documents []search.Document) error {
		return failure(ctx, "fill the rebuilt index", filling.add(ctx, documents))
	}); err != nil {
		return err
	}
	if err := filling.finish(ctx); err != nil {
		return failure(ctx, "fill the rebuilt index", err)
	}
	return failure(ctx, "put the rebuilt index in place", e.swap(ctx, rebuild, build))
}

// mark names the rebuild in the index in use.
func (e *Engine) mark(ctx context.Context, rebuild string) error {
	if err := e.writing.acquire(ctx); err != nil {
		return err
	}
	defer e.writing.release()
	held, err := e.meta(ctx)
	if isMissing(err) {
		return e.create(ctx, e.index, meta{Rebuild: rebuild})
	}
	if err != nil {
		return err
	}
	held.Rebuild = rebuild
	return e.describe(ctx, e.index, held)
}

// swap puts build in the place of the index in use. What was applied to that one
// meanwhile is carried over before, so that no search misses it, and after, for
// what another process applied in between.
func (e *Engine) swap(ctx context.Context, rebuild, build string) error {
	if err := e.writing.acquire(ctx); err != nil {
		return err
	}
	defer e.writing.release()
	if err := e.carryOver(ctx, rebuild, e.index, build); err != nil {
		return err
	}
	task, err := e.server.SwapIndexesWithContext(ctx, []*meilisearch.SwapIndexesParams{{Indexes: []string{e.index, build}}})
	if err != nil {
		return err
	}
	if err := e.wait(ctx, task); err != nil {
		return err
	}
	return e.carryOver(ctx, rebuild, build, e.index)
}

// carryOver writes to the index to what the rebuild's mark shows as applied to
// from meanwhile, if it is newer. Every format of the index has to keep the mark
// filterable, so that a rebuild can read it from an index of an older one.
func (e *Engine) carryOver(ctx context.Context, rebuild, from, to string) error {
	var marked []record
	for {
		var page meilisearch.DocumentsResult
		err := e.server.Index(from).GetDocumentsWithContext(ctx, &meilisearch.DocumentsQuery{
			Filter: all([]string{equals("rebuild", rebuild), differs("kind", kindMeta)}),
			Limit:  batchSize, Offset: int64(len(marked)),
		}, &page)
		if err != nil {
			return err
		}
		records, err := decode[record](page.Results)
		if err != nil {
			return err
		}
		for _, r := range records {
			r.Rebuild = ""
			marked = append(marked, r)
		}
		if len(records) < batchSize {
			break
		}
	}
	return e.write(ctx, to, marked)
}

// drop asks for the removal of a build, even for a caller that gave up.
func (e *Engine) drop(ctx context.Context, index string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dropTimeout)
	defer cancel()
	// What is left of it is dropped by a later rebuild.
	_, _ = e.server.DeleteIndexWithContext(ctx, index)
}

// dropStale removes builds that crashes left behind. Ages are taken by the
// server's clock: build was made this moment.
func (e *Engine) dropStale(ctx context.Context, build string) error {
	made, err := e.server.GetIndexWithContext(ctx, build)
	if err != nil {
		return err
	}
	for offset := int64(0); ; {
		page, err := e.server.ListIndexesWithContext(ctx, &meilisearch.IndexesQuery{Limit: 100, Offset: offset})
		if err != nil {
			return err
		}
		for _, index := range page.Results {
			if strings.HasPrefix(index.UID, e.index+buildMark) && index.UpdatedAt.Add(staleBuild).Before(made.CreatedAt) {
				e.drop(ctx, index.UID)
			}
		}
		offset += int64(len(page.Results))
		if len(page.Results) == 0 || offset >= page.Total {
			return nil
		}
	}
}

// filling is the index that a Replace fills.
type filling struct {
	engine *Engine
	index  string
	tasks  []*meilisearch.TaskInfo // not awaited, oldest first
}

// add sends documents; it waits when the server is far behind.
func (f *filling) add(ctx context.Context, documents []search.Document) error {
	for start := 0; start < len(documents); start += batchSize {
		batch := documents[start:min(start+batchSize, len(documents))]
		records := make([]record, len(batch))
		for i, d := range batch {
			records[i] = recordOf(d)
		}
		task, err := f.engine.add(ctx, f.index, records)
		if err != nil {
			return err
		}
		f.tasks = append(f.tasks, task)
		if err := f.await(ctx, mostInFlight); err != nil {
			return err
		}
	}
	return nil
}

// finish returns when everything sent is in the index.
func (f *filling) finish(ctx context.Context) error { return f.await(ctx, 0) }

func (f *filling) await(ctx context.Context, left int) error {
	for len(f.tasks) > left {
		if err := f.engine.wait(ctx, f.tasks[0]); err != nil {
			return err
		}
		f.tasks = f.tasks[1:]
	}
	return nil
}
