package catalogue

// The schemas, for tests that put a state into the store.
var (
	ProductSchema     = productSchema
	CertificateSchema = certificateSchema
)
