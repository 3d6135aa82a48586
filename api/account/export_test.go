package account

// The schemas, for tests that look at what is stored.
var (
	UserSchema    = userSchema
	SessionSchema = sessionSchema
)
