package view

// QueueModel is what waits for an officer, and one thing of it whole.
type QueueModel struct {
	Form      Form
	Tabs      []Tab
	Kind      string
	Areas     []OptionGroup
	Area      string
	Back      string // the query string that shows the same part of the queue
	Items     []QueueItem
	Elsewhere []string // the keys of what is ticked and not among the Items
	Pager     Pager
	Chosen    bool // the address names the thing
	Detail    *QueueDetail
	Previous  string
	Next      string
	NextKey   string // of what is shown after a decision
	Done      QueueDone
}

// Tab is a part of a list with its size.
type Tab struct {
	Label   string
	Count   int
	URL     string
	Current bool
}

// QueueItem is a line of the queue.
type QueueItem struct {
	Key      string
	URL      string
	Title    string
	Kind     string
	Place    string
	Age      string
	Warnings []string
	Current  bool
	Ticked   bool
}

// QueueDetail is all that is needed to decide on a thing.
type QueueDetail struct {
	Key      string
	Title    string
	URL      string
	Status   string
	Since    string
	Waits    bool // for a decision
	Facts    []RecordFact
	Warnings []string
	Alike    []Link // organisations that may be the same
	Prose    string
}

// Fact adds a fact that is not empty.
func (d *QueueDetail) Fact(label, text, url string) {
	if text != "" {
		d.Facts = append(d.Facts, RecordFact{Label: label, Text: text, URL: url})
	}
}

// QueueDone is what was just decided; without a Key nothing was.
type QueueDone struct {
	Key    string
	Title  string
	Status string
	Undo   bool // it may be taken back
}

// QueueConfirmModel asks once before several things are approved.
type QueueConfirmModel struct {
	Form    Form
	Items   []QueueItem
	Back    string
	BackURL string
}
