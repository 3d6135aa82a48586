// Package media keeps the files that people upload: it tells what they are by
// their content, makes pictures fit for the web, and holds them as blobs.
package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"lienket/api/fault"
)

// Store keeps blobs under keys, which are ASCII paths without a leading slash. A
// blob never changes: other content has another key.
//
// Whoever refers to a blob writes the blob first and the reference after it, and
// removes the reference first and the blob after it. A crash in between leaves a
// blob that nothing refers to, for Sweep to find, and never a reference to
// nothing.
type Store struct{ bucket *blob.Bucket }

// NewStore keeps blobs in a bucket, which is the caller's to close.
func NewStore(bucket *blob.Bucket) *Store { return &Store{bucket} }

// Put stores a blob whole or, if ctx ends before, not at all.
func (s *Store) Put(ctx context.Context, key, contentType string, data []byte) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := s.bucket.NewWriter(ctx, key, &blob.WriterOptions{ContentType: contentType})
	if err != nil {
		return storeError("put", key, err)
	}
	if _, err := w.Write(data); err != nil {
		cancel() // Close then gives up what was written
		return storeError("put", key, errors.Join(err, w.Close()))
	}
	return storeError("put", key, w.Close())
}

// Get reads a blob, of at most limit bytes. Error: NotFound.
func (s *Store) Get(ctx context.Context, key string, limit int64) ([]byte, error) {
	r, err := s.bucket.NewReader(ctx, key, nil)
	if err != nil {
		return nil, storeError("get", key, err)
	}
	defer r.Close()
	if r.Size() > limit {
		return nil, fmt.Errorf("blob %s has %d bytes, more than %d", key, r.Size(), limit)
	}
	data, err := io.ReadAll(io.LimitReader(r, limit))
	return data, storeError("get", key, err)
}

// Remove removes blobs; one that is not there is gone already. It goes on after a
// failure and does not end with ctx, so that what was begun is cleared away.
func (s *Store) Remove(ctx context.Context, keys ...string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	var errs []error
	for _, key := range keys {
		if err := s.bucket.Delete(ctx, key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			errs = append(errs, storeError("remove", key, err))
		}
	}
	return errors.Join(errs...)
}

// Sweep removes the blobs below prefix that were written before a time and that
// nobody keeps, and counts them.
func (s *Store) Sweep(ctx context.Context, prefix string, before time.Time, kept func(ctx context.Context, key string) (bool, error)) (int, error) {
	swept := 0
	list := s.bucket.List(&blob.ListOptions{Prefix: prefix})
	for {
		object, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			return swept, nil
		}
		if err != nil {
			return swept, storeError("list", prefix, err)
		}
		if object.IsDir || !object.ModTime.Before(before) {
			continue
		}
		keep, err := kept(ctx, object.Key)
		if err != nil {
			return swept, err
		}
		if keep {
			continue
		}
		if err := s.Remove(ctx, object.Key); err != nil {
			return swept, err
		}
		swept++
	}
}

// storeError is nil for nil, NotFound for what is not there, and Unavailable for
// everything else that no caller can mend.
func storeError(what, key string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	err = fmt.Errorf("%s blob %s: %w", what, key, err)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return fault.Missing(textFile).Wrap(err)
	}
	return fault.New(fault.Unavailable, textStoreDown).Wrap(err)
}
