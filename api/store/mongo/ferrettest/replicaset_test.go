package ferrettest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// replicaSet stands in front of a FerretDB and gives it what the store asks of a
// replica set: it says that it is one, and it keeps the rules of MongoDB's
// transactions as the driver sees them. One runs at a time, and the first
// command of another one is a WriteConflict; any error ends the transaction, and
// what follows in it is NoSuchTransaction; both are labelled as transient. Other
// writes wait. It cannot hide a transaction's writes from other readers.
type replicaSet struct {
	server   string // FerretDB's address
	client   *driver.Client
	listener net.Listener
	open     sync.WaitGroup

	mu      sync.Mutex // held through each write and each command of a transaction
	idle    *sync.Cond // there is no transaction
	running string     // the transaction under way, "" for none
	journal []image

	fail func(command string) bson.D // an answer in place of a command's, nil for none
	seen map[string]int              // commands within transactions
}

// image is a document as it was before a write, nil if there was none.
type image struct {
	docs   *driver.Collection
	id     any
	before bson.Raw
}

func startReplicaSet(t *testing.T) *replicaSet {
	t.Helper()
	uri := serve(t)
	client, err := driver.Connect(options.Client().ApplyURI(uri))
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := strings.TrimSuffix(strings.TrimPrefix(uri, "mongodb://"), "/")
	s := &replicaSet{server: address, client: client, listener: listener, seen: map[string]int{}}
	s.idle = sync.NewCond(&s.mu)
	s.open.Go(s.accept)
	t.Cleanup(func() {
		require.NoError(t, listener.Close())
		s.open.Wait()
		require.NoError(t, client.Disconnect(context.Background()))
	})
	return s
}

func (s *replicaSet) uri() string {
	return fmt.Sprintf("mongodb://%s/?replicaSet=rs0", s.listener.Addr())
}

func (s *replicaSet) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.open.Go(func() {
			defer conn.Close()
			upstream, err := net.Dial("tcp", s.server)
			if err != nil {
				return
			}
			defer upstream.Close()
			for s.relay(conn, upstream) == nil {
			}
		})
	}
}

// Opcodes and places of the wire protocol.
const (
	opReply, opQuery, opMsg = 1, 2004, 2013
	headerSize              = 16
)

func readMessage(r io.Reader) ([]byte, error) {
	size := make([]byte, 4)
	if _, err := io.ReadFull(r, size); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(size)
	if n < headerSize || n > 48<<20 {
		return nil, errors.New("no message of the protocol")
	}
	message := append(size, make([]byte, n-4)...)
	_, err := io.ReadFull(r, message[4:])
	return message, err
}

func message(opcode uint32, request []byte, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	out := binary.LittleEndian.AppendUint32(nil, uint32(headerSize+len(body)))
	out = append(out, request[4:8]...) // as its own ID
	out = append(out, request[4:8]...) // as the one it answers
	out = binary.LittleEndian.AppendUint32(out, opcode)
	return append(out, body...)
}

func marshal(doc any) []byte {
	raw, err := bson.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return raw
}

func answer(request []byte, doc bson.D) []byte {
	return message(opMsg, request, make([]byte, 5), marshal(doc))
}

// relay answers one request, most by passing it on.
func (s *replicaSet) relay(client, upstream net.Conn) error {
	request, err := readMessage(client)
	if err != nil {
		return err
	}
	switch binary.LittleEndian.Uint32(request[12:]) {
	case opQuery: // the greeting alone
		_, err = client.Write(message(opReply, request, make([]byte, 16), []byte{1, 0, 0, 0}, marshal(s.greeting())))
		return err
	case opMsg:
	default:
		return errors.New("an opcode of no use here")
	}
	size := binary.LittleEndian.Uint32(request[headerSize+5:])
	body, rest := request[headerSize+5:headerSize+5+size], request[headerSize+5+size:]
	var command bson.D
	if err := bson.Unmarshal(body, &command); err != nil {
		return err
	}
	reply, err := s.handle(command, rest, request, upstream)
	if err != nil {
		return err
	}
	_, err = client.Write(reply)
	return err
}

func (s *replicaSet) greeting() bson.D {
	me := s.listener.Addr().String()
	return bson.D{{Key: "ismaster", Value: true}, {Key: "isWritablePrimary", Value: true}, {Key: "helloOk", Value: true},
		{Key: "setName", Value: "rs0"}, {Key: "hosts", Value: bson.A{me}}, {Key: "me", Value: me}, {Key: "primary", Value: me},
		{Key: "maxBsonObjectSize", Value: 16 << 20}, {Key: "maxMessageSizeBytes", Value: 48000000}, {Key: "maxWriteBatchSize", Value: 100000},
		{Key: "logicalSessionTimeoutMinutes", Value: 30}, {Key: "minWireVersion", Value: 0}, {Key: "maxWireVersion", Value: 21},
		{Key: "ok", Value: 1.0}}
}

func field(doc bson.D, name string) any {
	for _, e := range doc {
		if e.Key == name {
			return e.Value
		}
	}
	return nil
}

func refusal(code int, name string, labels ...any) bson.D {
	return bson.D{{Key: "ok", Value: 0.0}, {Key: "code", Value: code}, {Key: "codeName", Value: name},
		{Key: "errmsg", Value: name}, {Key: "errorLabels", Value: bson.A(labels)}}
}

const transient = "TransientTransactionError"

var writes = []string{"insert", "update", "delete", "findAndModify"}

func (s *replicaSet) handle(command bson.D, rest, request []byte, upstream net.Conn) ([]byte, error) {
	name := command[0].Key
	switch name {
	case "hello", "isMaster", "ismaster":
		return answer(request, s.greeting()), nil
	case "endSessions":
		return answer(request, bson.D{{Key: "ok", Value: 1.0}}), nil
	case "createIndexes":
		command = wholeIndexes(command)
	}
	inTx := field(command, "autocommit") == false
	if !inTx && !slices.Contains(writes, name) {
		return s.pass(command, rest, request, upstream)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !inTx {
		for s.running != "" {
			s.idle.Wait()
		}
		return s.pass(command, rest, request, upstream)
	}
	s.seen[name]++
	id := fmt.Sprint(field(command, "lsid"), field(command, "txnNumber"))
	if field(command, "startTransaction") == true {
		if s.running != "" {
			return answer(request, refusal(112, "WriteConflict", transient)), nil
		}
		s.running = id
	}
	if s.running != id {
		return answer(request, refusal(251, "NoSuchTransaction", transient)), nil
	}
	if s.fail != nil {
		if instead := s.fail(name); instead != nil {
			if name != "commitTransaction" {
				return answer(request, instead), s.abort()
			}
			return answer(request, instead), nil
		}
	}
	switch name {
	case "commitTransaction":
		s.end()
		return answer(request, bson.D{{Key: "ok", Value: 1.0}}), nil
	case "abortTransaction":
		return answer(request, bson.D{{Key: "ok", Value: 1.0}}), s.abort()
	}
	before, err := s.images(command, rest)
	if err != nil {
		return nil, err
	}
	s.journal = append(s.journal, before...)
	reply, err := s.pass(command, rest, request, upstream)
	if err != nil {
		return nil, errors.Join(err, s.abort())
	}
	var outcome bson.D
	if err := bson.Unmarshal(reply[headerSize+5:], &outcome); err != nil {
		return nil, err
	}
	if field(outcome, "ok") != 1.0 || field(outcome, "writeErrors") != nil {
		return reply, s.abort()
	}
	return reply, nil
}

// wholeIndexes makes partial indexes cover all documents: FerretDB knows no other,
// and takes absent values for different.
func wholeIndexes(command bson.D) bson.D {
	for _, index := range field(command, "indexes").(bson.A) {
		settings := index.(bson.D)
		for i, e := range settings {
			if e.Key == "partialFilterExpression" {
				settings[i] = bson.E{Key: "background", Value: false}
			}
		}
	}
	return command
}

// pass asks FerretDB, which knows neither sessions nor concerns.
func (s *replicaSet) pass(command bson.D, rest, request []byte, upstream net.Conn) ([]byte, error) {
	kept := slices.DeleteFunc(slices.Clone(command), func(e bson.E) bool {
		return slices.Contains([]string{"lsid", "txnNumber", "startTransaction", "autocommit", "readConcern", "writeConcern"}, e.Key)
	})
	if _, err := upstream.Write(message(opMsg, request, make([]byte, 5), marshal(kept), rest)); err != nil {
		return nil, err
	}
	return readMessage(upstream)
}

func (s *replicaSet) end() {
	s.running, s.journal = "", nil
	s.idle.Broadcast()
}

func (s *replicaSet) abort() error {
	defer s.end()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, was := range slices.Backward(s.journal) {
		byID := bson.D{{Key: "_id", Value: was.id}}
		var err error
		if was.before == nil {
			_, err = was.docs.DeleteOne(ctx, byID)
		} else {
			_, err = was.docs.ReplaceOne(ctx, byID, was.before, options.Replace().SetUpsert(true))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// images are the documents that a write is about to change.
func (s *replicaSet) images(command bson.D, rest []byte) (images []image, err error) {
	name := command[0].Key
	if !slices.Contains(writes, name) {
		return nil, nil
	}
	docs := s.client.Database(field(command, "$db").(string)).Collection(command[0].Value.(string))
	var filters []bson.D
	for _, statement := range statements(command, rest) {
		switch name {
		case "insert":
			filters = append(filters, bson.D{{Key: "_id", Value: field(statement, "_id")}})
		case "findAndModify":
			filters = append(filters, field(statement, "query").(bson.D))
		default:
			filters = append(filters, field(statement, "q").(bson.D))
		}
	}
	for _, filter := range filters {
		before, err := docs.FindOne(context.Background(), filter).Raw()
		switch {
		case err == nil && name != "insert":
			images = append(images, image{docs, before.Lookup("_id").StringValue(), before})
		case errors.Is(err, driver.ErrNoDocuments):
			images = append(images, image{docs: docs, id: field(filter, "_id")})
		case err != nil:
			return nil, err
		}
	}
	if name != "insert" { // a filter that meets nothing changes nothing, unless it is an upsert by ID
		images = slices.DeleteFunc(images, func(i image) bool { return i.before == nil && len(filters[0]) > 1 })
	}
	return images, nil
}

// statements are the documents or changes of a write command, which stand in its
// body or in a sequence behind it.
func statements(command bson.D, rest []byte) (found []bson.D) {
	switch command[0].Key {
	case "findAndModify":
		return []bson.D{command}
	case "insert", "update", "delete":
		for _, name := range []string{"documents", "updates", "deletes"} {
			if list, ok := field(command, name).(bson.A); ok {
				for _, one := range list {
					found = append(found, one.(bson.D))
				}
			}
		}
	}
	if len(rest) == 0 {
		return found
	}
	sequence := rest[5:]
	sequence = sequence[bytes.IndexByte(sequence, 0)+1:]
	for len(sequence) > 4 {
		size := binary.LittleEndian.Uint32(sequence)
		var one bson.D
		if err := bson.Unmarshal(sequence[:size], &one); err != nil {
			panic(err)
		}
		found, sequence = append(found, one), sequence[size:]
	}
	return found
}
