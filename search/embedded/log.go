package embedded

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"lienket/search"
)

// The log is one file: a header, then frames. A frame is what one fsync made
// durable: some changes, all of them or none.
//
//	header: magic (8 bytes), format version (4), complete (4), CRC32C of these
//	frame:  length of the payload (4), its CRC32C (4), CRC32C of these 8, payload
//
// Integers are little-endian. The frame's head has its own checksum, so that a
// frame cut short by a crash (the head is whole, the payload ends early, or the
// head itself does) is told from a damaged one.
const (
	logMagic      = "LKSEARCH"
	logFormat     = 4 // changes when the frames do, or what is put into documents
	logHeaderSize = 20
	frameHeadSize = 12
	maxPayload    = 1 << 30
)

// errDamaged reports a log that cannot be trusted any more.
var errDamaged = errors.New("the document log is damaged")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// documentLog is an open log, positioned at its end. It is not safe for
// concurrent use.
type documentLog struct {
	file     *os.File
	size     int64 // of what is whole; what lies behind is cut off
	complete bool  // it began with all documents, not with none
	frame    []byte
}

// createLog makes a log with nothing but its header, not yet synced.
func createLog(path string, complete bool) (*documentLog, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	header := make([]byte, 0, logHeaderSize)
	header = append(header, logMagic...)
	header = binary.LittleEndian.AppendUint32(header, logFormat)
	flag := uint32(0)
	if complete {
		flag = 1
	}
	header = binary.LittleEndian.AppendUint32(header, flag)
	header = binary.LittleEndian.AppendUint32(header, crc32.Checksum(header, castagnoli))
	if _, err := file.Write(header); err != nil {
		file.Close()
		return nil, err
	}
	return &documentLog{file: file, size: logHeaderSize, complete: complete}, nil
}

// openLog opens the log at path and gives every change in it to visit, in order.
// A last frame that was cut short is removed. The error is errDamaged for a log
// that holds anything else than what was written.
func openLog(path string, visit func(search.Change) error) (*documentLog, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	l := &documentLog{file: file}
	if err := l.load(visit); err != nil {
		file.Close()
		return nil, err
	}
	return l, nil
}

func (l *documentLog) load(visit func(search.Change) error) error {
	info, err := l.file.Stat()
	if err != nil {
		return err
	}
	header := make([]byte, logHeaderSize)
	if _, err := io.ReadFull(l.file, header); err != nil {
		return fmt.Errorf("%w: header: %w", errDamaged, err)
	}
	fields := header[:logHeaderSize-4]
	if crc32.Checksum(fields, castagnoli) != binary.LittleEndian.Uint32(header[len(fields):]) || string(fields[:8]) != logMagic {
		return fmt.Errorf("%w: header", errDamaged)
	}
	if format := binary.LittleEndian.Uint32(fields[8:]); format != logFormat {
		return fmt.Errorf("%w: format %d instead of %d", errDamaged, format, logFormat)
	}
	l.complete = binary.LittleEndian.Uint32(fields[12:]) == 1
	l.size, err = readFrames(l.file, logHeaderSize, info.Size(), visit)
	if err != nil {
		return err
	}
	if l.size < info.Size() {
		if err := l.file.Truncate(l.size); err != nil {
			return err
		}
		if err := l.file.Sync(); err != nil {
			return err
		}
	}
	_, err = l.file.Seek(l.size, io.SeekStart)
	return err
}

// readFrames decodes the frames between two offsets of a log and returns where
// the last whole one ends.
func readFrames(file io.ReaderAt, from, to int64, visit func(search.Change) error) (int64, error) {
	reader := bufio.NewReaderSize(io.NewSectionReader(file, from, to-from), 1<<20)
	var head [frameHeadSize]byte
	var payload []byte
	for from < to {
		if to-from < frameHeadSize {
			return from, nil
		}
		if _, err := io.ReadFull(reader, head[:]); err != nil {
			return from, err
		}
		length := int64(binary.LittleEndian.Uint32(head[0:]))
		if crc32.Checksum(head[:8], castagnoli) != binary.LittleEndian.Uint32(head[8:]) || length > maxPayload {
			return from, fmt.Errorf("%w: frame at %d", errDamaged, from)
		}
		if to-from-frameHeadSize < length {
			return from, nil
		}
		if int64(cap(payload)) < length {
			payload = make([]byte, length)
		}
		payload = payload[:length]
		if _, err := io.ReadFull(reader, payload); err != nil {
			return from, err
		}
		if crc32.Checksum(payload, castagnoli) != binary.LittleEndian.Uint32(head[4:]) {
			return from, fmt.Errorf("%w: payload at %d", errDamaged, from)
		}
		if err := decodeChanges(string(payload), visit); err != nil {
			return from, fmt.Errorf("%w: changes at %d: %w", errDamaged, from, err)
		}
		from += frameHeadSize + length
	}
	return from, nil
}

// append writes changes as one frame (more, if they are huge). After an error
// nothing of the frame is left, or the log is unusable and says so again.
func (l *documentLog) append(changes []search.Change) error {
	for len(changes) > 0 {
		l.frame = append(l.frame[:0], make([]byte, frameHeadSize)...)
		taken := 0
		for taken < len(changes) && len(l.frame) < maxPayload/16 {
			l.frame = appendChange(l.frame, &changes[taken])
			taken++
		}
		changes = changes[taken:]
		payload := l.frame[frameHeadSize:]
		if len(payload) > maxPayload {
			return fmt.Errorf("a document of %d bytes is too large for the log", len(payload))
		}
		binary.LittleEndian.PutUint32(l.frame[0:], uint32(len(payload)))
		binary.LittleEndian.PutUint32(l.frame[4:], crc32.Checksum(payload, castagnoli))
		binary.LittleEndian.PutUint32(l.frame[8:], crc32.Checksum(l.frame[:8], castagnoli))
		if _, err := l.file.Write(l.frame); err != nil {
			return l.rollBack(err)
		}
		l.size += int64(len(l.frame))
	}
	return nil
}

// rollBack cuts off what a failed write left.
func (l *documentLog) rollBack(cause error) error {
	if err := l.file.Truncate(l.size); err != nil {
		return errors.Join(cause, err)
	}
	if _, err := l.file.Seek(l.size, io.SeekStart); err != nil {
		return errors.Join(cause, err)
	}
	return cause
}

func (l *documentLog) sync() error  { return l.file.Sync() }
func (l *documentLog) close() error { return l.file.Close() }

// syncDir makes a rename in dir durable.
func syncDir(dir string) error {
	d, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
