// Package mongo is the store on MongoDB, for many replicas of the server over
// one replica set. Documents are kept in their JSON form, with integers as
// int64 and Instants as dates. Every write and commit is acknowledged by the
// majority. store/storetest holds it to the same behaviour as store/sqlite.
//
// A Tx runs under snapshot isolation: two of them that write the same document
// conflict, and one is run again; two that read what the other writes do not.
// A rule over several documents therefore holds only if every Tx that relies on
// it also writes a document they share, such as the ledger that it reads.
package mongo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"

	"lienket/api/store"
)

// DefaultDatabase is used when neither Options nor the URI names one.
const DefaultDatabase = "lienket"

// Limits that hold unless the URI sets its own.
const (
	selectionTimeout = 5 * time.Second
	connectTimeout   = 5 * time.Second
	operationTimeout = 30 * time.Second // for a ctx without a deadline
)

// Options say where the documents are.
type Options struct {
	URI      string // mongodb:// or mongodb+srv://
	Database string // "" takes the URI's, then DefaultDatabase

	// TransactionsOff allows a server without transactions, for tests alone: a
	// failed Tx is undone write by write, Txs of this process run one after
	// another, and readers see a Tx before its commit. A crash within a Tx leaves
	// it half done.
	TransactionsOff bool
}

// DB is a store on one database of a MongoDB deployment.
type DB struct {
	client   *driver.Client
	database *driver.Database
	closed   atomic.Bool
	writer   chan struct{} // held by the one Tx of a store with TransactionsOff, else nil
}

var _ store.DB = (*DB)(nil)

// Open connects and makes sure that the server can keep the promises of the
// port: a standalone server is refused, unless TransactionsOff. The error is
// fault.Unavailable if no server answers.
func Open(ctx context.Context, o Options) (*DB, error) {
	parsed, err := connstring.ParseAndValidate(o.URI)
	if err != nil {
		return nil, fmt.Errorf("the URI of MongoDB is not valid: %w", err)
	}
	client, err := driver.Connect(clientOptions(o.URI))
	if err != nil {
		return nil, fmt.Errorf("set up MongoDB: %w", err)
	}
	name := DefaultDatabase
	for _, given := range []string{parsed.Database, o.Database} {
		if given != "" {
			name = given
		}
	}
	db := &DB{client: client, database: client.Database(name)}
	if o.TransactionsOff {
		db.writer = make(chan struct{}, 1)
	}
	if err := db.checkServer(ctx, parsed.Hosts); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func clientOptions(uri string) *options.ClientOptions {
	o := options.Client().ApplyURI(uri).
		SetRetryWrites(true).
		SetRetryReads(true).
		SetReadPreference(readpref.Primary()).
		SetReadConcern(readconcern.Majority()).
		SetWriteConcern(writeconcern.Majority())
	if o.AppName == nil {
		o.SetAppName("lienket")
	}
	if o.ServerSelectionTimeout == nil {
		o.SetServerSelectionTimeout(selectionTimeout)
	}
	if o.ConnectTimeout == nil {
		o.SetConnectTimeout(connectTimeout)
	}
	if o.Timeout == nil {
		o.SetTimeout(operationTimeout)
	}
	return o
}

// checkServer refuses a standalone server, which has no transactions.
func (db *DB) checkServer(ctx context.Context, hosts []string) error {
	var hello struct {
		SetName string `bson:"setName"`
		Message string `bson:"msg"`
	}
	err := db.do(ctx, "greet the server", func() error {
		return db.client.Database("admin").RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello)
	})
	if err != nil {
		return err
	}
	const router = "isdbgrid" // what a mongos of a sharded cluster says
	if db.writer != nil || hello.SetName != "" || hello.Message == router {
		return nil
	}
	return fmt.Errorf("the MongoDB server at %s stands alone, and a standalone server has no transactions. "+
		"Make it a replica set, which one server is enough for: start mongod with --replSet rs0, "+
		"run rs.initiate() once in mongosh, and add ?replicaSet=rs0 to MONGODB_URI", strings.Join(hosts, ","))
}

// Table implements store.DB. Indexes that an earlier schema declared and this
// one does not are dropped; indexes that others made are left alone.
func (db *DB) Table(ctx context.Context, schema store.Schema) (store.Table, error) {
	t := &table{db: db, docs: db.database.Collection(schema.Name), omitNull: map[string]bool{}}
	for _, index := range schema.Indexes {
		if !index.Unique {
			continue
		}
		t.unique = append(t.unique, uniqueIndex{paths: plainPaths(index.Fields), multi: index.Multi})
		for _, path := range plainPaths(index.Fields) {
			t.omitNull[path] = true
		}
	}
	err := db.do(ctx, "create collection "+schema.Name, func() error {
		if err := createCollection(ctx, db.database, schema.Name); err != nil {
			return err
		}
		return syncIndexes(ctx, t.docs, schema.Indexes, db.writer != nil)
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Ready implements store.DB: it is nil when the primary answers.
func (db *DB) Ready(ctx context.Context) error {
	return db.do(ctx, "ping", func() error { return db.client.Ping(ctx, readpref.Primary()) })
}

// Drop removes the whole database, for tests.
func (db *DB) Drop(ctx context.Context) error {
	return db.do(ctx, "drop database", func() error { return db.database.Drop(ctx) })
}

// Close implements store.DB. Operations under way may fail; closing twice is
// harmless.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
	defer cancel()
	return db.client.Disconnect(ctx)
}
