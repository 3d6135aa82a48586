package sqlite

import "fmt"

// Waiting is the number of transactions that wait for their turn.
func (db *DB) Waiting() int {
	db.writer.mu.Lock()
	defer db.writer.mu.Unlock()
	return len(db.writer.queue)
}

// LimitPages makes the disk full at that many pages beyond the present size; 0
// lifts the limit. It is called while nothing writes.
func (db *DB) LimitPages(more int) error {
	return db.writer.do(noCancel, &tx{db: db}, func() error {
		text := "PRAGMA max_page_count = 4294967294"
		if more > 0 {
			pages, err := number(db.writer.conn, "PRAGMA page_count")
			if err != nil {
				return err
			}
			text = fmt.Sprintf("PRAGMA max_page_count = %d", pages+int64(more))
		}
		return db.writer.conn.query(noCancel, text, nil, 1, nil)
	})
}

// CachedBytes is what the cache holds by its own count.
func (db *DB) CachedBytes() (size int64) {
	for i := range db.cache.shards {
		size += db.cache.shards[i].size
	}
	return size
}
