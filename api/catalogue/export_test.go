package catalogue

// ProductSchema is for tests that put a state into the store.
var ProductSchema = productSchema
