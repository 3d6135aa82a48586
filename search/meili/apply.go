package meili

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"lienket/search"
)

// batchSize is how many records one request carries.
const batchSize = 1000

// Apply implements search.Engine. It reads which versions the index holds and
// writes what is newer. The server has no conditional write, so two programs
// that apply changes to the same document at the same moment may leave the older
// one; the one drain of the outbox, held by a lease, is what rules that out.
func (e *Engine) Apply(ctx context.Context, changes []search.Change) error {
	if e.closed.Load() {
		return errClosed
	}
	if len(changes) == 0 {
		return nil
	}
	bounded, cancel := context.WithTimeout(ctx, applyTimeout)
	defer cancel()
	return failure(ctx, "apply", e.apply(bounded, newestOf(changes)))
}

func (e *Engine) apply(ctx context.Context, records []record) error {
	if err := e.writing.acquire(ctx); err != nil {
		return err
	}
	defer e.writing.release()
	held, err := e.meta(ctx)
	if isMissing(err) {
		// Without the rest NeedsRebuild holds, but changes are found meanwhile.
		err = e.create(ctx, e.index, meta{})
	}
	if err != nil {
		return err
	}
	for i := range records {
		records[i].Rebuild = held.Rebuild
	}
	return e.write(ctx, e.index, records)
}

// newestOf makes records of changes, one per ID: the first one of the highest
// version.
func newestOf(changes []search.Change) []record {
	var records []record
	at := make(map[string]int, len(changes))
	for _, change := range changes {
		i, known := at[change.ID]
		switch {
		case !known:
			i = len(records)
			at[change.ID] = i
			records = append(records, record{})
		case records[i].Version >= change.Version:
			continue
		}
		if change.Delete {
			records[i] = tombstone(change.ID, change.Version)
		} else {
			records[i] = recordOf(change.Document)
		}
	}
	return records
}

// write stores those of records, one per ID, that are newer than what index
// holds, and waits until they are found.
func (e *Engine) write(ctx context.Context, index string, records []record) error {
	for start := 0; start < len(records); start += batchSize {
		batch := records[start:min(start+batchSize, len(records))]
		held, err := e.versions(ctx, index, batch)
		if err != nil {
			return err
		}
		newer := make([]record, 0, len(batch))
		for _, r := range batch {
			if version, known := held[r.ID]; !known || r.Version > version {
				newer = append(newer, r)
			}
		}
		if len(newer) == 0 {
			continue
		}
		task, err := e.add(ctx, index, newer)
		if err != nil {
			return err
		}
		if err := e.wait(ctx, task); err != nil {
			return err
		}
	}
	return nil
}

// versions returns the versions that index holds of records.
func (e *Engine) versions(ctx context.Context, index string, records []record) (map[string]int64, error) {
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.ID
	}
	var page meilisearch.DocumentsResult
	err := e.server.Index(index).GetDocumentsWithContext(ctx, &meilisearch.DocumentsQuery{
		Ids: ids, Fields: []string{"id", "version"}, Limit: int64(len(ids)),
	}, &page)
	if err != nil {
		return nil, err
	}
	held, err := decode[record](page.Results)
	versions := make(map[string]int64, len(held))
	for _, r := range held {
		versions[r.ID] = r.Version
	}
	return versions, err
}

// meta reads the description of the index; isMissing tells that there is none.
func (e *Engine) meta(ctx context.Context) (meta, error) {
	var page meilisearch.DocumentsResult
	err := e.server.Index(e.index).GetDocumentsWithContext(ctx, &meilisearch.DocumentsQuery{
		Ids: []string{metaID}, Limit: 1,
	}, &page)
	if err != nil {
		return meta{}, err
	}
	held, err := decode[meta](page.Results)
	if err != nil {
		return meta{}, err
	}
	if len(held) == 0 {
		return meta{}, errNoMeta
	}
	return held[0], nil
}

// create makes index, if there is none, and its settings, and awaits both. The
// description goes in last: it says that the rest is done.
func (e *Engine) create(ctx context.Context, index string, description meta) error {
	task, err := e.server.CreateIndexWithContext(ctx, &meilisearch.IndexConfig{Uid: index, PrimaryKey: "id"})
	if err != nil {
		return err
	}
	var failed *taskError
	if err := e.wait(ctx, task); err != nil && !(errors.As(err, &failed) && failed.code == "index_already_exists") {
		return err
	}
	wanted := settings
	task, err = e.server.Index(index).UpdateSettingsWithContext(ctx, &wanted)
	if err != nil {
		return err
	}
	if err := e.wait(ctx, task); err != nil {
		return err
	}
	// Nobody searches within facets; their index costs time on every write.
	task, err = e.server.Index(index).UpdateFacetSearchWithContext(ctx, false)
	if err != nil {
		return err
	}
	if err := e.wait(ctx, task); err != nil {
		return err
	}
	description.Format = format
	return e.describe(ctx, index, description)
}

// describe writes index's description.
func (e *Engine) describe(ctx context.Context, index string, description meta) error {
	description.ID, description.Kind = metaID, kindMeta
	task, err := e.add(ctx, index, []meta{description})
	if err != nil {
		return err
	}
	return e.wait(ctx, task)
}

// add enqueues documents, which take the place of those with their IDs.
func (e *Engine) add(ctx context.Context, index string, documents any) (*meilisearch.TaskInfo, error) {
	key := "id"
	return e.server.Index(index).AddDocumentsWithContext(ctx, documents, &meilisearch.DocumentOptions{PrimaryKey: &key})
}

// pollInterval is how often a task is asked after.
const pollInterval = 15 * time.Millisecond

// wait returns when the server has carried out task; its failure is a *taskError.
func (e *Engine) wait(ctx context.Context, info *meilisearch.TaskInfo) error {
	task, err := e.server.WaitForTaskWithContext(ctx, info.TaskUID, pollInterval)
	if err != nil {
		return err
	}
	if task.Status != meilisearch.TaskStatusSucceeded {
		return &taskError{task: info.TaskUID, kind: string(info.Type), status: string(task.Status), code: task.Error.Code, message: task.Error.Message}
	}
	return nil
}

// taskError is a task that the server took and could not carry out.
type taskError struct {
	task                        int64
	kind, status, code, message string
}

func (e *taskError) Error() string {
	return fmt.Sprintf("task %d (%s) %s: %s: %s", e.task, e.kind, e.status, e.code, e.message)
}
