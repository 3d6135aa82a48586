package promotion

// The schemas, for tests that tamper with what is stored.
var (
	RollupSchema = rollupSchema
	TallySchema  = tallySchema
)
