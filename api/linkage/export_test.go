package linkage

// The schemas, for tests that tamper with what is stored.
var (
	ContractSchema = contractSchema
	HistorySchema  = historySchema
)
