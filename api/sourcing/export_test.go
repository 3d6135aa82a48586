package sourcing

// The schemas, for tests that put a state into the store.
var (
	DemandSchema = demandSchema
	QuoteSchema  = quoteSchema
	JointSchema  = jointSchema
)
