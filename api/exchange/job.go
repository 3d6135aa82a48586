package exchange

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/notice"
	"lienket/api/sheet"
	"lienket/api/store"
)

// TopicImport is the outbox topic of imports that wait; keys are IDs of Jobs.
const TopicImport = "import"

// JobStatus says how far a job has come.
type JobStatus string

// Statuses. A checked file waits for its owner's word and is dropped without it.
const (
	JobChecked JobStatus = "checked"
	JobQueued  JobStatus = "queued"
	JobRunning JobStatus = "running"
	JobDone    JobStatus = "done"
	JobFailed  JobStatus = "failed" // the Result or the Failure says why; nothing is stored
)

// Job is a file that was handed in and what comes of it. The file itself is kept
// in parts until the job is over.
type Job struct {
	store.Meta     `json:",inline"`
	By             string    `json:"by"`
	OrganizationID string    `json:"organizationId,omitempty"` // that By acts for
	Kind           string    `json:"kind"`
	FileName       string    `json:"fileName"`
	DryRun         bool      `json:"dryRun"`
	Status         JobStatus `json:"status"`
	// Done of Total rows have been looked at; they are stored together after the last.
	Done     int           `json:"done"`
	Total    int           `json:"total"`
	Attempts int           `json:"attempts"`
	Result   *Result       `json:"result,omitempty"`
	Failure  *Failure      `json:"failure,omitempty"`
	Expires  store.Instant `json:"expires"`
}

// Failure is why a job could not even look at the rows.
type Failure struct {
	Code    fault.Code `json:"code"`
	Message Text       `json:"message"`
}

// Over reports whether nothing more comes of the job.
func (j *Job) Over() bool { return j.Status == JobDone || j.Status == JobFailed }

var jobSchema = store.Schema{Name: "imports", Indexes: []store.Index{{Fields: []string{"expires"}}}}

// part is a piece of a job's file, small enough for a document of either store.
type part struct {
	store.Meta `json:",inline"`
	Data       []byte `json:"data"`
}

const (
	partSize = 1 << 20
	// waiting is how long a checked file is kept, jobLife what came of a job.
	waiting = 24 * time.Hour
	jobLife = 30 * 24 * time.Hour
	// mostAttempts is how often a job is begun: one that brings the server down must
	// not do so for ever.
	mostAttempts = 3
)

var partSchema = store.Schema{Name: "importParts"}

func partID(jobID string, number int) string { return fmt.Sprintf("%s-%02d", jobID, number) }

// Check plans a file, as a dry run, and keeps it for Confirm. Its errors stand in
// the Result. Errors: those of Plan.
func (s *Service) Check(ctx context.Context, actor account.Actor, kind, fileName string, data []byte) (*Job, error) {
	plan, err := s.Plan(ctx, actor, kind, data, nil)
	if err != nil {
		return nil, err
	}
	job := s.newJob(actor, kind, fileName)
	plan.Result.DryRun = true
	job.Status, job.Result, job.Total, job.Expires = JobChecked, &plan.Result, plan.Result.Rows, store.At(s.clock().Add(waiting))
	return job, s.keep(ctx, job, data)
}

// Enqueue keeps a file to be imported in the background. Errors: those of Allows;
// NotFound for the kind, TooLarge.
func (s *Service) Enqueue(ctx context.Context, actor account.Actor, kind, fileName string, data []byte, dryRun bool) (*Job, error) {
	table, err := s.Table(kind)
	if err == nil {
		err = table.Allows(actor)
	}
	if err != nil {
		return nil, err
	}
	if len(data) > sheet.Usual.Bytes {
		return nil, fault.New(fault.TooLarge, textLarge.With(sheet.Usual.Bytes>>20))
	}
	job := s.newJob(actor, kind, fileName)
	job.Status, job.DryRun = JobQueued, dryRun
	return job, s.keep(ctx, job, data)
}

func (s *Service) newJob(actor account.Actor, kind, fileName string) *Job {
	return &Job{By: actor.UserID, OrganizationID: actor.OrganizationID, Kind: kind, FileName: clip(fileName), Expires: store.At(s.clock().Add(jobLife))}
}

// keep stores a job and its file.
func (s *Service) keep(ctx context.Context, job *Job, data []byte) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		job.ID = store.NewID()
		if err := s.jobs.Insert(ctx, job); err != nil {
			return err
		}
		for number := 0; number*partSize < len(data); number++ {
			piece := &part{Meta: store.Meta{ID: partID(job.ID, number)}, Data: data[number*partSize : min((number+1)*partSize, len(data))]}
			if err := s.parts.Insert(ctx, piece); err != nil {
				return err
			}
		}
		if job.Status == JobQueued {
			return s.outbox.Enqueue(ctx, TopicImport, job.ID)
		}
		return nil
	})
}

// file puts a job's file together.
func (s *Service) file(ctx context.Context, jobID string) ([]byte, error) {
	var data []byte
	for number := 0; ; number++ {
		piece, err := s.parts.Get(ctx, partID(jobID, number))
		if fault.Is(err, fault.NotFound) {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		data = append(data, piece.Data...)
	}
}

// drop removes a job's file.
func (s *Service) drop(ctx context.Context, jobID string) error {
	for number := 0; ; number++ {
		if err := s.parts.Delete(ctx, partID(jobID, number)); fault.Is(err, fault.NotFound) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// Job is one that actor has started, or any for the admin; else NotFound.
func (s *Service) Job(ctx context.Context, actor account.Actor, id string) (*Job, error) {
	if !actor.SignedIn() {
		return nil, account.ErrUnauthenticated
	}
	job, err := s.jobs.Get(ctx, id)
	if fault.Is(err, fault.NotFound) || err == nil && (job.By != actor.UserID && actor.Role != account.Admin || job.Status == JobChecked && !job.Expires.After(s.clock())) {
		return nil, fault.Missing(textJob)
	}
	if err != nil {
		return nil, err
	}
	if seen, here := s.seen.Load(id); here && job.Status == JobRunning {
		job.Done = int(seen.(*atomic.Int64).Load())
	}
	return job, nil
}

// Confirm has a checked file imported. Confirming again changes nothing. Errors:
// NotFound, InvalidInput for a file with errors.
func (s *Service) Confirm(ctx context.Context, actor account.Actor, id string) (*Job, error) {
	job, err := s.Job(ctx, actor, id)
	if err != nil || job.Status != JobChecked {
		return job, err
	}
	if err := job.Result.Err(); err != nil {
		return nil, err
	}
	err = s.db.Tx(ctx, func(ctx context.Context) error {
		job, err = s.jobs.Update(ctx, id, func(j *Job) error {
			if j.Status == JobChecked {
				j.Status, j.Done, j.Result, j.Expires = JobQueued, 0, nil, store.At(s.clock().Add(jobLife))
			}
			return nil
		})
		if err != nil {
			return err
		}
		return s.outbox.Enqueue(ctx, TopicImport, id)
	})
	if err != nil {
		return nil, err
	}
	return job, nil
}

// RunJobs runs the jobs that wait, for the worker. One that was running when its
// server died is run again: what it stores and that it is done are one Tx.
func (s *Service) RunJobs(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if err := s.runJob(ctx, id); err != nil {
			return fmt.Errorf("import %s: %w", id, err)
		}
	}
	return nil
}

// errOver ends a run of a job that another has brought to its end.
var errOver = errors.New("the job is over")

var errCrashes = errors.New("the server went down each time the job ran")

func (s *Service) runJob(ctx context.Context, id string) error {
	job, err := s.jobs.Update(ctx, id, func(j *Job) error {
		if j.Over() {
			return errOver
		}
		j.Status, j.Done = JobRunning, 0
		j.Attempts++
		return nil
	})
	if errors.Is(err, errOver) || fault.Is(err, fault.NotFound) {
		return s.drop(ctx, id)
	}
	if err != nil {
		return err
	}
	var result *Result
	if err = errCrashes; job.Attempts <= mostAttempts {
		result, err = s.perform(ctx, job)
	}
	var refused *fault.Error
	switch {
	case errors.Is(err, errOver):
		return nil
	case err == nil && !job.DryRun: // perform has noted it with what it stored
	case err == nil:
		err = s.end(ctx, id, JobDone, result, nil)
	case result != nil:
		err = s.end(ctx, id, JobFailed, result, nil)
	case errors.As(err, &refused) && refused.Code != fault.Unavailable && refused.Code != fault.Internal:
		err = s.end(ctx, id, JobFailed, nil, &Failure{refused.Code, Text(refused.Message)})
	case job.Attempts >= mostAttempts && !fault.Is(err, fault.Unavailable):
		// The worker logs the accident and comes once more, for the file.
		err = errors.Join(err, s.end(ctx, id, JobFailed, nil, &Failure{fault.Internal, Text(textAccident)}))
	}
	if err == nil {
		err = s.drop(ctx, id)
	}
	return err
}

// perform imports a job's file as who started it may do it now.
func (s *Service) perform(ctx context.Context, job *Job) (*Result, error) {
	user, err := s.accounts.User(ctx, job.By)
	if err != nil {
		return nil, err
	}
	actor, err := user.Actor(job.OrganizationID)
	if err == nil && user.Disabled {
		err = account.ErrForbidden
	}
	if err != nil {
		return nil, err
	}
	data, err := s.file(ctx, job.ID)
	if err != nil {
		return nil, err
	}
	seen := &atomic.Int64{}
	s.seen.Store(job.ID, seen)
	defer s.seen.Delete(job.ID)
	noted := time.Now()
	plan, err := s.Plan(ctx, actor, job.Kind, data, func(done, total int) {
		seen.Store(int64(done))
		if done == total || time.Since(noted) > time.Second { // for who asks another server
			noted = time.Now()
			_, _ = s.jobs.Update(ctx, job.ID, func(j *Job) error { j.Done, j.Total = done, total; return nil }) // only shown
		}
	})
	if err != nil {
		return nil, err
	}
	if job.DryRun {
		plan.Result.DryRun = true
		return &plan.Result, plan.Result.Err()
	}
	return s.apply(ctx, plan, func(ctx context.Context, result *Result) error { return s.end(ctx, job.ID, JobDone, result, nil) })
}

// end brings a job to its end, unless it is there; who started it is told.
func (s *Service) end(ctx context.Context, id string, status JobStatus, result *Result, failure *Failure) error {
	return s.db.Tx(ctx, func(ctx context.Context) error {
		job, err := s.jobs.Update(ctx, id, func(j *Job) error {
			if j.Over() {
				return errOver
			}
			j.Status, j.Result, j.Failure = status, result, failure
			if result != nil {
				j.Done, j.Total = result.Rows, result.Rows
			}
			return nil
		})
		if err != nil || job.DryRun {
			return err
		}
		text := textNoticeDone
		if status == JobFailed {
			text = textNoticeFailed
		}
		return s.notices.Send(ctx, notice.User(job.By), notice.Message{Kind: "import", Text: text.With(job.FileName), Link: "/tai-khoan/nhap/lan/" + id, Key: "import-" + id})
	})
}

// PurgeJobs removes checked files that nobody confirmed, and jobs of long ago.
func (s *Service) PurgeJobs(ctx context.Context) (int, error) {
	purged := 0
	err := s.jobs.Each(ctx, store.Query{
		Where: store.Range{Field: "expires", To: store.At(s.clock())}, Sort: []string{"expires"}, Limit: 100,
	}, func(j *Job) error {
		if err := s.drop(ctx, j.ID); err != nil {
			return err
		}
		purged++
		return s.jobs.Delete(ctx, j.ID)
	})
	return purged, err
}
