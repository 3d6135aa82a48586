package sqlite

import (
	"hash/maphash"
	"sync"
)

// docKey identifies a document among all collections.
type docKey struct {
	table uint32
	id    string
}

// cache keeps the JSON of documents lately read by ID, and what was decoded of it
// for those who only view it, up to a size in bytes. It
// never holds what is not committed, nor, once a commit is over, what that
// commit replaced: the writer freezes the documents of a batch before COMMIT and
// thaws them after it. While frozen they are read from the database, and a
// reader that began before a thaw cannot put in what it found.
type cache struct {
	seed   maphash.Seed
	shards [32]shard
}

type shard struct {
	mu      sync.Mutex
	entries map[docKey]*entry
	frozen  map[docKey]bool // whether the document was held before
	thaws   uint64
	size    int64
	limit   int64
	newest  *entry
	oldest  *entry
}

type entry struct {
	key          docKey
	doc          []byte // nil for one that is known to be missing
	decoded      any    // shared by those who view it, nil until the first
	newer, older *entry
}

// entryOverhead is about what an entry takes beside its text, in bytes.
const entryOverhead = 200

func newCache(limit int64) *cache {
	c := &cache{seed: maphash.MakeSeed()}
	for i := range c.shards {
		c.shards[i] = shard{
			entries: map[docKey]*entry{},
			frozen:  map[docKey]bool{},
			limit:   limit / int64(len(c.shards)),
		}
	}
	return c
}

func (c *cache) shard(key docKey) *shard {
	return &c.shards[(maphash.String(c.seed, key.id)+uint64(key.table)*0x9e3779b9)%uint64(len(c.shards))]
}

// get returns the document, which must not be changed, or what put wants to know
// of the time before it was loaded.
func (c *cache) get(key docKey) (doc []byte, thaws uint64) {
	s := c.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.entries[key]; e != nil {
		s.unlink(e)
		s.push(e)
		return e.doc, 0
	}
	return nil, s.thaws
}

// view returns the document as share kept it, and its JSON, or that there is none.
func (c *cache) view(key docKey) (doc []byte, decoded any, missing bool) {
	s := c.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.entries[key]
	if e == nil {
		return nil, nil, false
	}
	s.unlink(e)
	s.push(e)
	return e.doc, e.decoded, e.doc == nil
}

// share keeps what was decoded of doc, if that is what the cache holds.
func (c *cache) share(key docKey, doc []byte, decoded any) {
	s := c.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.entries[key]
	if e == nil || e.doc == nil || e.decoded != nil || &e.doc[0] != &doc[0] {
		return
	}
	e.decoded = decoded
	s.size += e.decodedBytes()
	s.shrink()
}

// put offers a document that was loaded from the database after get, nil if there
// was none.
func (c *cache) put(key docKey, doc []byte, thaws uint64) {
	s := c.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, frozen := s.frozen[key]; !frozen && s.thaws == thaws {
		s.add(key, doc)
	}
}

// freeze takes a document out until thaw.
func (c *cache) freeze(key docKey) {
	s := c.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.entries[key]
	if e != nil {
		s.remove(e)
	}
	s.frozen[key] = e != nil
}

// thaw ends freeze. doc is what is now stored, nil if that is not known or
// nothing; it is kept if the document was held before.
func (c *cache) thaw(key docKey, doc []byte) {
	s := c.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	held := s.frozen[key]
	delete(s.frozen, key)
	s.thaws++
	if held && doc != nil {
		s.add(key, doc)
	}
}

func (s *shard) add(key docKey, doc []byte) {
	if e := s.entries[key]; e != nil {
		s.remove(e)
	}
	e := &entry{key: key, doc: doc}
	if e.bytes() > s.limit/4 {
		return
	}
	s.entries[key] = e
	s.size += e.bytes()
	s.push(e)
	s.shrink()
}

// shrink drops the oldest until the rest is within the limit.
func (s *shard) shrink() {
	for s.size > s.limit {
		s.remove(s.oldest)
	}
}

func (s *shard) remove(e *entry) {
	s.unlink(e)
	delete(s.entries, e.key)
	s.size -= e.bytes()
}

func (e *entry) bytes() int64 {
	return int64(len(e.doc)+len(e.key.id)+entryOverhead) + e.decodedBytes()
}

// decodedBytes is about what the decoded document takes: its texts are copies,
// and what is no text takes more than as JSON.
func (e *entry) decodedBytes() int64 {
	if e.decoded == nil {
		return 0
	}
	return 2 * int64(len(e.doc))
}

func (s *shard) push(e *entry) {
	e.newer, e.older = nil, s.newest
	if s.newest != nil {
		s.newest.newer = e
	}
	s.newest = e
	if s.oldest == nil {
		s.oldest = e
	}
}

func (s *shard) unlink(e *entry) {
	if e.newer != nil {
		e.newer.older = e.older
	} else {
		s.newest = e.older
	}
	if e.older != nil {
		e.older.newer = e.newer
	} else {
		s.oldest = e.newer
	}
}
